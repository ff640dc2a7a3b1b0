// The greatest and the least of any number of values: `Math.max(...values)` throws a RangeError from some 120,000 on, since
// each is an argument, and a long run has more segments and lines than that.

/** @returns `least` where no value is greater; without one -Infinity if there are no values */
export function greatest(values: readonly number[], least: number = -Infinity): number {
  return values.reduce((most, value) => (value > most ? value : most), least);
}

/** @returns `most` where no value is less; without one Infinity if there are no values */
export function smallest(values: readonly number[], most: number = Infinity): number {
  return values.reduce((least, value) => (value < least ? value : least), most);
}
