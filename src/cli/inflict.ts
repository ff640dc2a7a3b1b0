// `deadpeer inflict`: one fault on one connection of a program that runs already.

import { type FaultName, faultNames } from "../fault/index.ts";
import { visible } from "../report/sanitize.ts";
import { describeTerminal } from "../report/terminal.ts";
import { failure } from "../failure.ts";
import { findConnection } from "../inflict/find-connection.ts";
import { inflictable } from "../inflict/perform.ts";
import { type InflictOptions, inflict } from "../run/inflict.ts";
import { DEFAULTS } from "../run/plan.ts";
import type { FoundConnection } from "../inside/spec.ts";
import { isStopped, readProcess } from "../sys/proc.ts";
import type { RunDocument } from "../timeline/record.ts";
import { formatEndpoint } from "../tcp/endpoint.ts";
import { askUser } from "./shared/ask.ts";
import { exitCodeOf } from "./shared/exit-code.ts";
import { requireLinux } from "./shared/platform.ts";
import { showRun } from "./run/custom.ts";
import { chooseFile } from "./shared/places.ts";
import { jsonFile, saveAll } from "./shared/save.ts";
import { abortOnSignals } from "./shared/signals.ts";
import { choice, parseCommand, usageError, wholeNumber } from "./shared/usage.ts";

export const help: string = `
deadpeer inflict: one fault on one connection of a program that runs already

Usage: deadpeer inflict FAULT --pid PID | --port PORT [--peer ADDRESS:PORT]

FAULT is one of ${inflictable.slice(0, 5).join(", ")}${inflictable.length > 5 ? "," : ""}
${inflictable.slice(5).join(", ")} (see \`deadpeer list\`).

  --pid PID             a process that holds the end that is to die
  --port PORT           the port of that end
  --peer ADDRESS:PORT   the other end, where there is more than one connection
  --after continue:MS   a process that was stopped goes on after so long
                        (default: it stays stopped)
  --yes                 does not ask before
  --watch-ms MS         how long what follows is watched (default ${2 * DEFAULTS.watchMs})
  --json FILE           write the document (docs/json.md); - is standard output,
                        and the story goes to standard error

As an ordinary user for programs of one's own. Segments are seen where capture
is allowed (as root), sockets and processes always.

Examples:
  deadpeer inflict half-close --port 6379
  deadpeer inflict kill --port 5432 --peer 127.0.0.1:40312 --yes
  deadpeer inflict reset --pid 4711
`;

const HOUR_MS = 3_600_000;

const options = {
  pid: { type: "string" },
  port: { type: "string" },
  peer: { type: "string" },
  after: { type: "string" },
  yes: { type: "boolean", default: false },
  "watch-ms": { type: "string", default: String(2 * DEFAULTS.watchMs) },
  json: { type: "string" },
} as const;

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("inflict");
  const { values, positionals } = parseCommand("inflict", args, options, 1);
  const fault = readFault(positionals[0]);
  const { pid, port, peer } = values;
  if (pid === undefined && port === undefined)
    throw usageError("Which connection?", "Give --pid, or --port, or both.");
  const continueAfterMs = readAfter(fault, values["after"] as string | undefined);
  const watchMs = wholeNumber("watch-ms", String(values["watch-ms"]), 0, HOUR_MS);
  const found = findConnection({
    ...(pid !== undefined && { pid: wholeNumber("pid", String(pid), 1, 2 ** 22) }),
    ...(port !== undefined && { port: wholeNumber("port", String(port), 1, 65535) }),
    ...(peer !== undefined && { peer: String(peer) }),
  });
  if (values["yes"] !== true) await ask(fault, found);
  const after = continueAfterMs === undefined ? {} : { continueAfterMs };
  try {
    return await inflictAndShow({ fault, found, watchMs, ...after }, values["json"] as string | undefined);
  } finally {
    sayHowToContinue(found.pids.filter(isStopped));
  }
}

function readAfter(fault: FaultName, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (fault !== "stop") throw usageError("--after is for the fault stop.", "Leave it out.");
  const [, ms] = /^continue:(\d+)$/.exec(given) ?? [];
  if (ms === undefined)
    throw usageError(`--after is continue:MS, not ${given}.`, "For example --after continue:5000.");
  return wholeNumber("after continue", ms, 0, HOUR_MS);
}

/** However it ended: nobody's process is left stopped without a word. */
function sayHowToContinue(stopped: readonly number[]): void {
  for (const pid of stopped)
    process.stderr.write(`\nProcess ${pid} is still stopped. \`kill -CONT ${pid}\` lets it go on.\n`);
}

async function inflictAndShow(what: InflictOptions, json: string | undefined): Promise<number> {
  const chosen = json === undefined || json === "-" ? undefined : chooseFile("json", json);
  const output = json === "-" ? process.stderr : process.stdout;
  const { signal, exitCode } = abortOnSignals(process.stdout);
  try {
    const document = await showRun(
      (listeners) => inflict({ ...what, ...listeners, signal }),
      describeTerminal(output, process.env),
      output,
    );
    if (json !== undefined) await saveAll([jsonFile(chosen, document)]);
    // Where capture is not allowed, sockets and processes are what there is: it was done, and that is shown.
    return isCaptured(document) ? exitCodeOf(document) : 0;
  } catch (error) {
    const interrupted = exitCode();
    if (interrupted !== undefined) return interrupted;
    throw error;
  }
}

function isCaptured({ runs }: RunDocument): boolean {
  return runs.some(({ observers }) => observers.some(({ name, on }) => name === "segments" && on));
}

function readFault(given: string | undefined): FaultName {
  if (given === undefined) throw usageError("Which fault?", `One of ${inflictable.join(", ")}.`);
  const fault = choice("fault", given, faultNames, "deadpeer list");
  if (inflictable.includes(fault)) return fault;
  throw usageError(
    `The fault ${fault} needs a network of deadpeer's own.`,
    `\`deadpeer run --fault ${fault}\` has one; here it is one of ${inflictable.join(", ")}.`,
  );
}

/** What cannot be undone is not done by mistake. */
async function ask(fault: string, { connection, pids }: FoundConnection): Promise<void> {
  const names = pids.map((pid) => `process ${pid} (${readProcess(pid)?.name ?? "gone"})`).join(" and ");
  const ends = `${formatEndpoint(connection.server)} with ${formatEndpoint(connection.client)}`;
  const question = visible(`${fault}: ${names}, connection ${ends}. Go on? [y/N] `);
  if (!process.stdin.isTTY)
    throw failure(
      2,
      `${question.replace(" [y/N] ", "")} There is nobody to ask.`,
      "Nothing was done. Add --yes.",
    );
  const answer = await askUser(question);
  if (answer === undefined) throw failure(130, "Nothing was done.", "Answer y to go on.");
  if (!/^y(es)?$/i.test(answer.trim())) throw failure(2, "Nothing was done.", "Answer y to go on.");
}
