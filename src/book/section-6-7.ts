// UNP 6.7: batch input.

import { findExit, printedBy } from "../timeline/queries.ts";
import { arrivals } from "../timeline/conversation.ts";
import { type Rule, differs, holds } from "../verdict/rule.ts";
import { formatEnd } from "../timeline/units.ts";
import { BATCH } from "../inside/lines.ts";
import { firstFin, textOf } from "./shared/evidence.ts";
import type { Scenario } from "../inside/scenario.ts";
import { cards67 } from "./cards/section-6-7.ts";
import type { Experiment } from "../inside/experiment.ts";
import { openSession, typeLine, endInput } from "../inside/session.ts";
import { createSteps, findServer } from "../inside/steps.ts";
import { inflictFault } from "../inside/inflict-fault.ts";
import { finishNormally } from "./shared/finish-normally.ts";
import { oneChild } from "./shared/clients.ts";
import { countDistinctBytes } from "../timeline/distinct-bytes.ts";

const half: Rule = {
  id: "6.7.fin",
  text: "The input ends while answers are still on their way: the client half-closes instead of closing.",
  needs: ["segments"],
  judge(seen) {
    const fin = firstFin(seen, "client->server");
    if (fin === undefined) return differs("the client sent no FIN", seen.fault);
    const late = arrivals(seen.segments).filter(
      ({ direction, arrivedAtNs, length }) =>
        direction === "server->client" && length > 0 && arrivedAtNs > fin.atNs,
    );
    const bytes = countDistinctBytes(late);
    const note = `${fin.text}; ${bytes} bytes of answers came after it`;
    return bytes > 0 ? holds(note, fin, ...late) : differs(note, fin);
  },
};

const whole: Rule = {
  id: "6.7.whole",
  text: "Every line comes back, in order.",
  needs: ["output"],
  judge(seen) {
    const printed = printedBy(seen.observations, "client");
    const lines = textOf(printed).trim().split(/\r?\n/);
    const typed = seen.typed.filter(({ isKey }) => !isKey);
    const count = typed.filter(({ text }, i) => lines[i] === text).length;
    const note = `${count} of ${typed.length} lines`;
    return count > 0 && count === typed.length && lines.length === count
      ? holds(note, printed.at(-1))
      : differs(`${note}, ${lines.length} printed`, printed.at(-1));
  },
};

const ended: Rule = {
  id: "6.7.end",
  text: "The server's end of file is then a normal end, not an error.",
  needs: ["output"],
  judge(seen) {
    const exit = findExit(seen.observations, "client");
    if (exit === undefined) return differs("the client did not end", seen.fault);
    return exit.exitCode === 0 ? holds(formatEnd(exit), exit) : differs(formatEnd(exit), exit);
  },
};

const rules: readonly Rule[] = [half, whole, ended];

const WIRE_MS = 20;

async function performBatch(experiment: Experiment): Promise<void> {
  const begin = createSteps(experiment);
  begin("6.7.1", "Server and client are started. The wire is slow.");
  const session = await openSession(experiment);
  await findServer(session);
  await experiment.wire?.delay(WIRE_MS);
  begin("6.7.2", `${BATCH.length} lines are typed, and the input ends.`);
  await inflictFault(session, undefined);
  for (const line of BATCH) typeLine(session, line);
  endInput(session);
  await finishNormally(session, begin, "6.7.3");
}

export const section67: Scenario = {
  title: "str_cli Function (Revisited Again)",
  summary: "batch input: the end of the input is not the end of the answers",
  introduction:
    "The client's input ends while many lines are still on their way to the server and back (the wire takes 20 ms). " +
    "Does every line come back?",
  network: "two-hosts",
  runs: [
    {
      name: "batch",
      title: "The select() client, with batch input",
      waitOn: "both",
      ...oneChild,
      fault: "none",
    },
  ],
  perform: performBatch,
  rules,
  cards: cards67,
};
