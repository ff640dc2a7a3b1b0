// Options that ask for what an observer would have to see that is left out.

import type { ObserverName } from "../timeline/words.ts";
import { usageError } from "./option-checks.ts";
import type { Refuse, Wanted } from "./wanted.ts";

const OUTPUT: ObserverName = "output";

/** Searched for in what a program prints: it would be waited for until the limit, and never be there. */
const searched = ["serverReady", "ready", "doneWhen", "meansDone", "meansFailed"] as const;

export const outputUnseen: Refuse = (wanted, spelling) => {
  const { options, moment } = wanted;
  if (options.without?.includes(OUTPUT) !== true) return;
  const option = searched.find((name) => options[name] !== undefined);
  const what =
    (option && spelling.option(option)) ??
    (expectsOutput(wanted) ? "What is expected" : undefined) ??
    (moment.at === "printed" ? `What the moment ${moment.at} waits for` : undefined);
  if (what === undefined) return;
  const without = spelling.assign("without", OUTPUT);
  throw usageError(
    `${what} is searched for in what is printed, and ${without} leaves that out.`,
    "Leave out one of them.",
  );
};

/** A section's own client has something to say as well, and is not asked what it printed. */
function expectsOutput({ scenarios, custom }: Wanted): boolean {
  return (
    scenarios.includes("experiment") &&
    [...custom.exchange, ...custom.afterwards].some((step) => "expect" in step)
  );
}
