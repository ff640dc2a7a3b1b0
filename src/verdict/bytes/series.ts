// Things that are sent one after the other, and number themselves: what is not in the series was passed over.

/** The numbers in a line, and the line without them. */
interface Line {
  readonly form: string;
  readonly numbers: readonly number[];
}

function lineOf(text: string): Line {
  return { form: text.replaceAll(/\d+/g, "0"), numbers: (text.match(/\d+/g) ?? []).map(Number) };
}

/**
 * Whether the series of the first lines goes on in the second ones, from where it was, or from before that: `unknown` where
 * they have no number that is one more in each line, or it may begin anew on each connection.
 *
 * @param before those that were taken on one connection, in their order
 * @param since those that were sent on the next
 */
export function goesOn(before: readonly string[], since: readonly string[]): "yes" | "no" | "unknown" {
  const last = before.at(-1);
  if (last === undefined) return "unknown";
  const { form, numbers } = lineOf(last);
  const alike = (lines: readonly string[]): Line[] => lines.map(lineOf).filter((line) => line.form === form);
  const [old, anew] = [alike(before), alike(since)];
  const counted = numbers.flatMap((_, i) => (countsUp(old, i) && countsUp(anew, i) ? [i] : []));
  const [first] = anew;
  if (first === undefined || counted.length === 0 || old.length + anew.length <= 2) return "unknown";
  if (counted.every((i) => (first.numbers[i] ?? 0) <= (old[0]?.numbers[i] ?? 0))) return "unknown";
  const ahead = (i: number): number => (first.numbers[i] ?? 0) - (numbers[i] ?? 0);
  return counted.every((i) => ahead(i) <= 1) ? "yes" : "no";
}

function countsUp(lines: readonly Line[], i: number): boolean {
  return lines.slice(1).every(({ numbers }, at) => (numbers[i] ?? 0) - (lines[at]?.numbers[i] ?? 0) === 1);
}
