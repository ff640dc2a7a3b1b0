// Options about what was done, and what the client believes of it, that do not go together with others.

import { type Pattern, findMatch, showPattern } from "../timeline/pattern.ts";
import { usageError } from "./option-checks.ts";
import type { Refuse } from "./wanted.ts";

/** What one of them says the other might contradict. */
export const countedTwice: Refuse = ({ options }, spelling) => {
  if (options.count === undefined || options.doneWhen === undefined) return;
  const [count, doneWhen] = [spelling.option("count"), spelling.option("doneWhen")];
  throw usageError(
    `${count} and ${doneWhen} both say what the server has done.`,
    `Leave out one of them: ${count} asks what is there in the end, ${doneWhen} reads what the server prints.`,
  );
};

/** Neither the relay nor deadpeer's own server prints what has been done. */
export const serverThatPrints: Refuse = ({ options }, spelling) => {
  if (options.doneWhen === undefined || options.server !== undefined) return;
  throw usageError(
    `${spelling.option("doneWhen")} is searched for in what a server of your own prints, and there is no ${spelling.option("server")}.`,
    `Use ${spelling.option("count")}.`,
  );
};

/** A terminal shows what is typed: that is not what the client says of it. */
export const meansWhatIsTyped: Refuse = ({ options, custom }, spelling) => {
  if (options.clientOn === "pipes") return;
  const said = [...custom.exchange, ...custom.afterwards].flatMap((step) => ("say" in step ? step.say : []));
  for (const [name, pattern] of meanings(custom.meaning)) {
    const line = said.find((text) => findMatch(pattern, text) !== undefined);
    if (line === undefined) continue;
    throw usageError(
      `${spelling.option(name)} ${showPattern(pattern)} is also in what is typed, ${line}, which the terminal shows.`,
      `Name something that only the client prints, or use ${spelling.assign("clientOn", "pipes")}.`,
    );
  }
};

/** It would be found wherever it is searched for. */
export const meansAnything: Refuse = ({ custom: { meaning } }, spelling) => {
  const doneWhen = meaning?.doneWhen && (["doneWhen", meaning.doneWhen] as const);
  for (const [name, pattern] of [...meanings(meaning), ...(doneWhen ? [doneWhen] : [])]) {
    if (findMatch(pattern, "") === undefined) continue;
    throw usageError(
      `${spelling.option(name)} ${showPattern(pattern)} is found in everything, also where nothing is printed.`,
      "Give what is printed, or a part of it.",
    );
  }
};

function meanings({ done, failed }: { readonly done?: Pattern; readonly failed?: Pattern } = {}): [
  "meansDone" | "meansFailed",
  Pattern,
][] {
  return [
    ...(done ? [["meansDone", done] as ["meansDone", Pattern]] : []),
    ...(failed ? [["meansFailed", failed] as ["meansFailed", Pattern]] : []),
  ];
}
