// Large documents, made from a real one.

import type { Observation, Observed } from "../src/timeline/observation.ts";
import type { RunDocument, RunRecord } from "../src/timeline/record.ts";

/** Bytes of a full segment on Ethernet with time-stamps. */
const FULL = 1448;

/** The document's first run with a transfer of so many segments in it, data and its acknowledgment by turns. */
export function lengthen(document: RunDocument, count: number): RunDocument {
  const [run] = document.runs;
  if (run === undefined) throw new Error("no run to lengthen");
  const { observations } = run;
  const at = observations.findIndex(({ kind }) => kind === "typed");
  const segment = observations.findLast((each, i) => i < at && each.kind === "segment" && each.flags === ".");
  if (segment?.kind !== "segment") throw new Error("no segment to go on from");
  const stepNs = 10_000;
  const transfer = Array.from({ length: count }, (_, i) =>
    transferred(segment, i, segment.atNs + i * stepNs),
  );
  const grown = ((count + 1) >>> 1) * FULL;
  const later = observations.slice(at).map((each) => move(each, segment, grown, count * stepNs));
  const all = [...observations.slice(0, at), ...transfer, ...later];
  const { ending } = run.verdict;
  const verdict = { ...run.verdict, ending: { ...ending, atNs: (ending.atNs ?? 0) + count * stepNs } };
  return {
    ...document,
    runs: [{ ...run, observations: all.map((each, i) => ({ ...each, id: i + 1 })), verdict, statements: [] }],
  };
}

function transferred(last: Observed<"segment">, i: number, atNs: number): Observation {
  const bytes = (i >>> 1) * FULL;
  if (i % 2 === 0) return { ...last, atNs, seq: (last.seq + bytes) >>> 0, flags: "P.", length: FULL };
  const { from, to, seq, ack } = last;
  return {
    ...last,
    atNs,
    from: to,
    to: from,
    seq: ack,
    ack: (seq + bytes + FULL) >>> 0,
    flags: ".",
    length: 0,
  };
}

/** What comes after the transfer: later, and with the client's numbers so many bytes further on. */
function move(each: Observation, { from }: Observed<"segment">, bytes: number, ns: number): Observation {
  const atNs = each.atNs + ns;
  if (each.kind !== "segment") return { ...each, atNs };
  const isClients = each.from.port === from.port;
  return {
    ...each,
    atNs,
    ...(isClients ? { seq: (each.seq + bytes) >>> 0 } : { ack: (each.ack + bytes) >>> 0 }),
  };
}

/** The document's first run, in which the client prints so many different lines, one after each of the first segments. */
export function talk(document: RunDocument, count: number): RunDocument {
  const [run] = document.runs;
  if (run === undefined) throw new Error("no run to talk in");
  let printed = 0;
  const all = run.observations.flatMap((each): Observation[] => {
    if (each.kind !== "segment" || printed >= count) return [each];
    printed += 1;
    const text = `[${(printed * 7919).toString(16)}] got message ${printed} of it\n`;
    return [each, { id: 0, atNs: each.atNs, kind: "printed", role: "client", text }];
  });
  return { ...document, runs: [{ ...run, observations: all.map((each, i) => ({ ...each, id: i + 1 })) }] };
}

/** So many runs, of 50 clients and 20 faults. */
export function multiply(document: RunDocument, count: number): RunDocument {
  const { runs } = document;
  const many = Array.from({ length: count }, (_, i): RunRecord => {
    const run = runs[i % runs.length];
    if (run === undefined) throw new Error("no run to multiply");
    const client = `client ${i % 50} of many`;
    return {
      ...run,
      scenario: "experiment",
      title: client,
      commands: { ...run.commands, client },
      moment: `mid-reply:${Math.floor(i / 50)}`,
    };
  });
  return { ...document, scenario: "all", runs: many };
}
