// The moment at which a program prints something.

import { patternOfMoment } from "../fault/moments.ts";
import { failure } from "../failure.ts";
import type { Experiment } from "../inside/experiment.ts";
import { whoPrinted } from "../inside/printed.ts";
import { type Pattern, showPattern } from "../timeline/pattern.ts";
import { findExit } from "../timeline/queries.ts";
import { say } from "./exchange.ts";
import { type FaultPlan, firstLine, isNeverAsked, waitForItsEnd } from "./moment-plan.ts";

/** In the second exchange, from when the line is said; for a client that is never asked, from when it is started. */
export function printedMoment({ spec }: Experiment): FaultPlan {
  const pattern = patternOfMoment(spec.moment);
  if (pattern === undefined) throw new Error("a moment without its pattern");
  const asksByItself = isNeverAsked(spec.custom);
  return {
    isAfterExchange: !asksByItself,
    when: `, when the server or the client has printed ${showPattern(pattern)}`,
    async beforeFault(session, cursor, afterwards) {
      if (!asksByItself) await say(session, cursor, firstLine(session.experiment, afterwards), "after");
      await waitForPrinted(session.experiment, pattern);
      return asksByItself ? 0 : 1;
    },
    afterFault: ({ experiment }, pid) => waitForItsEnd(experiment, pid),
  };
}

async function waitForPrinted(experiment: Experiment, pattern: Pattern): Promise<void> {
  const { spec, timeline } = experiment;
  const look = (): object | undefined => whoPrinted(pattern, timeline.observations, spec.port);
  const shown = showPattern(pattern);
  await timeline.until(`${shown} printed`, (seen) => look() ?? findExit(seen, "client"), {
    limitMs: spec.limitMs,
  });
  if (look() !== undefined) return;
  const isOver = findExit(timeline.observations, "client") !== undefined;
  throw failure(
    3,
    `Neither the server nor the client printed ${shown} ${isOver ? "before the client ended" : `within ${spec.limitMs} ms`}, so the fault did not come either.`,
    "Try the exchange without a fault (--fault none). A program may keep its output back where it is no terminal: --server-on terminal.",
  );
}
