// `deadpeer run`: a scenario, told live, judged, and saved.

import { faults } from "../fault/index.ts";
import { type RunOptions, DEFAULTS, runScenario } from "../scenario/run.ts";
import { scenarios } from "../scenario/scenarios.ts";
import type { ScenarioName } from "../scenario/spec.ts";
import { observerNames } from "../timeline/record.ts";
import { describeTerminal } from "../report/terminal.ts";
import { exitCodeOf } from "./exit-code.ts";
import { createNarrator } from "./narrator.ts";
import { requireLinux } from "./platform.ts";
import { prepareDirectory, saveDocument, saveJson } from "./save.ts";
import { abortOnSignals } from "./signals.ts";
import { type Parsed, choice, parseCommand, wholeNumber } from "./usage.ts";

export const help: string = `
deadpeer run: run a scenario, show what happens, judge it, save it

Usage: deadpeer run [SCENARIO] [OPTIONS]

SCENARIO is a section of UNIX Network Programming (default 5.12; see
\`deadpeer list\`).

  --wait-on terminal|both     only this client (default: one after the other)
  --server CMD, --client CMD  a shell command in place of deadpeer's own echo
                              server or client; its place is in $HOST and $PORT
  --fault NAME                how the server dies (default: the scenario's own; see list)
  --network NAME              loopback: a private one; two-hosts: a host each
                              and a wire between them; machine: its own loopback
                              (default: what the scenario needs)
  --port PORT                 the server's port (default ${DEFAULTS.port})
  --watch-ms MS               how long the client is watched after the fault
                              (default ${DEFAULTS.watchMs})
  --start-ms MS               how long a program may take to get ready
                              (default ${DEFAULTS.startMs})
  --limit-ms MS               how long anything is waited for (default ${DEFAULTS.limitMs})
  --without OBSERVER          leave out an observer (may be repeated):
                              ${observerNames.slice(0, 4).join(", ")},
                              ${observerNames.slice(4).join(", ")}
  --json FILE                 write the document (docs/json.md); - is standard
                              output, and the story goes to standard error
  --out DIR                   where the run is saved (default deadpeer-report)

Examples:
  deadpeer run
  deadpeer run 5.12 --wait-on both --watch-ms 2000
  deadpeer run --server 'ncat -lk -e /bin/cat $HOST $PORT' --wait-on terminal
  deadpeer run --json - | jq '.runs[].verdict.noticed'
`;

const options = {
  "wait-on": { type: "string" },
  server: { type: "string" },
  client: { type: "string" },
  fault: { type: "string" },
  network: { type: "string" },
  port: { type: "string", default: String(DEFAULTS.port) },
  "watch-ms": { type: "string", default: String(DEFAULTS.watchMs) },
  "start-ms": { type: "string", default: String(DEFAULTS.startMs) },
  "limit-ms": { type: "string" },
  without: { type: "string", multiple: true, default: [] as string[] },
  json: { type: "string" },
  out: { type: "string", default: "deadpeer-report" },
} as const;

const HELP = "deadpeer run --help";
const HOUR_MS = 3_600_000;

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("run");
  const parsed = parseCommand("run", args, options, 1);
  const json = text(parsed, "json");
  const runOptions = readOptions(parsed);
  const directory = prepareDirectory(String(parsed.values["out"]));
  const output = json === "-" ? process.stderr : process.stdout;
  const narrator = createNarrator(
    output,
    describeTerminal(output, process.env),
    runOptions.scenario ?? "5.12",
  );
  const { signal, exitCode } = abortOnSignals(process.stdout);
  try {
    const document = await runScenario({ ...runOptions, ...narrator.listeners, signal });
    if (json !== undefined) saveJson(json, document);
    narrator.conclude(document, saveDocument(directory, document));
    return exitCodeOf(document);
  } catch (error) {
    narrator.stop();
    const interrupted = exitCode();
    if (interrupted !== undefined) return interrupted;
    throw error;
  }
}

function readOptions(parsed: Parsed): RunOptions {
  const { values, positionals } = parsed;
  const pick = <T extends string>(option: string, known: readonly T[]): T | undefined => {
    const value = text(parsed, option);
    return value === undefined ? undefined : choice(`value of --${option}`, value, known, HELP);
  };
  const waitOn = pick("wait-on", ["terminal", "both"]);
  const network = pick("network", ["loopback", "two-hosts", "machine"]);
  const server = text(parsed, "server");
  const client = text(parsed, "client");
  const limitMs = text(parsed, "limit-ms");
  const fault = text(parsed, "fault");
  return {
    scenario: choice(
      "scenario",
      positionals[0] ?? "5.12",
      Object.keys(scenarios) as ScenarioName[],
      "deadpeer list",
    ),
    ...(waitOn && { waitOn: [waitOn] }),
    ...(network && { network }),
    ...(server !== undefined && { server }),
    ...(client !== undefined && { client }),
    ...(fault !== undefined && {
      fault: choice("fault", fault.replace(/@idle$/, ""), [...faults.keys()], "deadpeer list"),
    }),
    port: wholeNumber("port", String(values["port"]), 1, 65535),
    watchMs: wholeNumber("watch-ms", String(values["watch-ms"]), 0, HOUR_MS),
    startMs: wholeNumber("start-ms", String(values["start-ms"]), 1, HOUR_MS),
    ...(limitMs !== undefined && { limitMs: wholeNumber("limit-ms", limitMs, 1, HOUR_MS) }),
    without: (values["without"] as string[]).map((name) => choice("observer", name, observerNames, HELP)),
  };
}

function text({ values }: Parsed, option: string): string | undefined {
  const value = values[option];
  return typeof value === "string" ? value : undefined;
}
