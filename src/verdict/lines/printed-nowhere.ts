// What was expected after the fault and was printed neither then nor in a control: nothing follows from that.

import type { Evidence } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import { ofKind } from "../../timeline/kinds.ts";

type Seen = Pick<Evidence, "observers" | "control"> & Partial<Pick<Evidence, "observations">>;

/**
 * Why nothing follows from what was expected; undefined where each text was printed here or in a control, or may have been.
 * A text that only the fault brings about (an error) is in no control, and one that only a living server does is not in the
 * run.
 */
export function printedNowhere({ observations = [], observers, control }: Seen): string | undefined {
  const controls = controlsOf(control);
  // What an older document was judged to be, it stays.
  const isComparable = controls.length > 0 && controls.every(({ said }) => said !== undefined);
  const isSeen = observers.every(({ name, on }) => name !== "output" || on);
  if (!isComparable || !isSeen) return undefined;
  const nowhere = ofKind(observations, "expected")
    .filter(({ phase }) => phase === "after")
    .find(({ found }, i) => !found && controls.every(({ answered }) => answered[i] === false));
  if (nowhere === undefined) return undefined;
  const where = controls.length === 1 ? "the control" : "any control";
  return `\`${nowhere.pattern}\` was expected after the fault, and was printed neither then nor in ${where}: the pattern, or what is said before it, may be wrong`;
}
