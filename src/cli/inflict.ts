// `deadpeer inflict`: one fault on one connection of a program that is already running.

import { visible } from "../report/sanitize.ts";
import { describeTerminal } from "../report/terminal.ts";
import { failure } from "../failure.ts";
import type { FaultName } from "../fault/index.ts";
import { inflictable } from "../inflict/perform.ts";
import { exitCodeOf } from "../run/exit-code.ts";
import {
  INFLICT_WATCH_MS,
  type InflictOptions,
  checkInflictable,
  checkQuery,
  findConnection,
  inflict,
  refuseContinue,
} from "../run/inflict.ts";
import { HOUR_MS, type Spelling } from "../run/option-checks.ts";
import { requireLinux } from "../run/platform.ts";
import type { FoundConnection } from "../inside/spec.ts";
import { isStopped, readProcess } from "../sys/proc.ts";
import type { RunDocument } from "../timeline/record.ts";
import { formatEndpoint } from "../tcp/endpoint.ts";
import { askUser } from "./shared/ask.ts";
import { showRun } from "./run/custom.ts";
import { chooseFile } from "./shared/places.ts";
import { jsonFile, saveAll } from "./shared/save.ts";
import { abortOnSignals } from "./shared/signals.ts";
import { numeral, onCommandLine, parseCommand, usageError, wholeNumber } from "./shared/usage.ts";

export const help: string = `
deadpeer inflict: one fault on one connection of a program already running

Usage: deadpeer inflict FAULT --pid PID | --port PORT [--peer ADDRESS:PORT]

FAULT is one of ${inflictable.slice(0, 5).join(", ")}${inflictable.length > 5 ? "," : ""}
${inflictable.slice(5).join(", ")} (see \`deadpeer list\`).

  --pid PID             a process that holds the end that should die
  --port PORT           the port of that end
  --peer ADDRESS:PORT   the other end, if there is more than one connection
  --after continue:MS   continue a process stopped by \`stop\` after MS
                        (default: it stays stopped)
  --yes                 do not ask first
  --watch-ms MS         how long what follows is watched (default ${INFLICT_WATCH_MS})
  --json FILE           write the document (docs/json.md); - is standard output,
                        and the story goes to standard error

An ordinary user can do this to their own programs. Sockets and processes are
always observed; segments only if capture is allowed (as root).

Examples:
  deadpeer inflict half-close --port 6379
  deadpeer inflict kill --port 5432 --peer 127.0.0.1:40312 --yes
  deadpeer inflict reset --pid 4711
`;

const options = {
  pid: { type: "string" },
  port: { type: "string" },
  peer: { type: "string" },
  after: { type: "string" },
  yes: { type: "boolean" },
  "watch-ms": { type: "string" },
  json: { type: "string" },
} as const;

const plain = onCommandLine("inflict");
const spelling: Spelling = {
  ...plain,
  option: (name) => (name === "continueAfterMs" ? "--after" : plain.option(name)),
};

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("deadpeer inflict");
  const { values, positionals } = parseCommand("inflict", args, options, 1);
  const [name] = positionals;
  if (name === undefined) throw usageError("No fault given.", `Use one of ${inflictable.join(", ")}.`);
  const fault = checkInflictable(name, { option: "FAULT", spelling });
  const { pid, port, peer, after, yes, json } = values;
  const number = (value: string | undefined): unknown => (value === undefined ? undefined : numeral(value));
  const query = checkQuery({ pid: number(pid), port: number(port), peer }, spelling);
  const watching = { option: "--watch-ms", spelling };
  const watchMs = wholeNumber(
    watching,
    values["watch-ms"] ?? String(INFLICT_WATCH_MS),
    [0, HOUR_MS],
    INFLICT_WATCH_MS,
  );
  const continueAfterMs = readAfter(after);
  const what = { fault, watchMs, ...(continueAfterMs !== undefined && { continueAfterMs }) };
  refuseContinue(what, spelling);
  const found = findConnection(query);
  if (yes !== true) await ask(fault, found);
  try {
    return await inflictAndShow({ ...what, found }, json);
  } finally {
    sayHowToContinue(found.pids.filter(isStopped));
  }
}

function readAfter(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const [, ms] = /^continue:(\d+)$/.exec(written) ?? [];
  if (ms === undefined)
    throw usageError(`--after is continue:MS, not ${written}.`, "For example: --after continue:5000.");
  return wholeNumber({ option: "The MS of --after continue:MS", spelling }, ms, [0, HOUR_MS]);
}

/** However the run ended, no process is left stopped without a message. */
function sayHowToContinue(stopped: readonly number[]): void {
  for (const pid of stopped)
    process.stderr.write(`\nProcess ${pid} is still stopped. \`kill -CONT ${pid}\` continues it.\n`);
}

async function inflictAndShow(what: InflictOptions, json: string | undefined): Promise<number> {
  const chosen = json === undefined || json === "-" ? undefined : chooseFile("json", json);
  const output = json === "-" ? process.stderr : process.stdout;
  const { signal, exitCodeFor } = abortOnSignals(process.stdout);
  try {
    const { document } = await showRun(
      async (listeners) => ({ document: await inflict({ ...what, ...listeners, signal }) }),
      describeTerminal(output, process.env),
      output,
    );
    if (json !== undefined) await saveAll([jsonFile(chosen, document)]);
    // Without capture the fault was still inflicted, and sockets and processes show what followed.
    return isCaptured(document) ? exitCodeOf(document) : 0;
  } catch (error) {
    return exitCodeFor(error);
  }
}

function isCaptured({ runs }: RunDocument): boolean {
  return runs.some(({ observers }) => observers.some(({ name, on }) => name === "segments" && on));
}

/** A fault cannot be undone, so it is confirmed first. */
async function ask(fault: FaultName, { connection, pids }: FoundConnection): Promise<void> {
  const names = pids.map((pid) => `process ${pid} (${readProcess(pid)?.name ?? "gone"})`).join(" and ");
  const ends = `${formatEndpoint(connection.server)} with ${formatEndpoint(connection.client)}`;
  const question = visible(`${fault}: ${names}, connection ${ends}. Continue? [y/N] `);
  if (!process.stdin.isTTY)
    throw failure(
      2,
      `${question.replace(" Continue? [y/N] ", "")} Standard input is not a terminal, so nobody can confirm.`,
      "Nothing was done. Add --yes to skip the confirmation.",
    );
  const answer = await askUser(question);
  if (answer === undefined) throw failure(130, "Nothing was done.", "Answer y to continue, or add --yes.");
  if (!/^y(es)?$/i.test(answer.trim()))
    throw failure(2, "Nothing was done.", "Answer y to continue, or add --yes.");
}
