// What has changed since earlier results, as lines for people.

import { namesOf } from "../timeline/words.ts";
import { type Change, type Comparison, changeWords } from "./compare-results.ts";

/** Of each kind so many are named. */
const NAMED = 10;
const COLUMN = "changed  ".length;

/** `Since old: 1 worse, 2 better, 17 unchanged` */
export function countChanges({ since, changes, unchanged }: Comparison): string {
  const counts = namesOf(changeWords)
    .map((name) => [changes.filter(({ change }) => change === name).length, name] as const)
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}`);
  return `Since ${since}: ${[...counts, `${unchanged} unchanged`].join(", ")}`;
}

/** How many changes there are of each kind, and which. */
export function describeChanges(comparison: Comparison): string[] {
  return [
    countChanges(comparison),
    ...comparison.notes,
    ...namesOf(changeWords).flatMap((name) => {
      const alike = comparison.changes.filter(({ change }) => change === name);
      const more = alike.length - NAMED;
      return [
        ...alike.slice(0, NAMED).map((each) => `${name.padEnd(COLUMN)}${each.id}: ${fromTo(each)}`),
        ...(more > 0 ? [`${"".padEnd(COLUMN)}and ${more} more`] : []),
      ];
    }),
  ];
}

/** `passed (at-once, exits), now failed (never, hangs)` */
export function fromTo({ before, now }: Pick<Change, "before" | "now">): string {
  return [...(before === undefined ? [] : [before]), ...(now === undefined ? [] : [now])].join(", now ");
}
