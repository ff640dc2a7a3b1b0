// Ways to damage a JSON document, for the tests that read what somebody else may have written.

export type Path = readonly (string | number)[];

/** The paths of everything inside a value, containers too. */
export function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inside = Array.isArray(value)
    ? value.flatMap((each, i) => pathsIn(each, [...path, i]))
    : Object.entries(value).flatMap(([name, each]) => pathsIn(each, [...path, name]));
  return [path, ...inside];
}

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], root);
}

/** A copy in which one place is something else; `undefined` leaves it out. */
export function withValue(root: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const inside = withValue((root as Record<string | number, unknown>)[key], rest, value);
  if (Array.isArray(root)) return root.map((each: unknown, i) => (i === key ? inside : each));
  const { [key]: _, ...others } = root as Record<string | number, unknown>;
  return inside === undefined ? others : { ...others, [key]: inside };
}

/** Values of every type but the one of `value`. */
export function otherTypes(value: unknown): unknown[] {
  const kindOf = (each: unknown): string =>
    each === null ? "null" : Array.isArray(each) ? "array" : typeof each;
  return ["text", 1, true, null, [], {}].filter((other) => kindOf(other) !== kindOf(value));
}
