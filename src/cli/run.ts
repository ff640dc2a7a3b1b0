// `deadpeer run`: a scenario, told live, judged, and saved.

import { faults } from "../fault/index.ts";
import type { ManyOptions } from "../scenario/many.ts";
import { type RunOptions, DEFAULTS, runScenario } from "../scenario/run.ts";
import { FIRST_LINE } from "../scenario/lines.ts";
import { sections } from "../scenario/scenarios.ts";
import { type ScenarioName, momentNames } from "../scenario/spec.ts";
import { observerNames } from "../timeline/record.ts";
import type { RunDocument } from "../timeline/record.ts";
import { type Terminal, describeTerminal } from "../report/terminal.ts";
import { exitCodeOf } from "./exit-code.ts";
import { createNarrator } from "./narrator.ts";
import { tellMany } from "./run-many.ts";
import { requireLinux } from "./platform.ts";
import { prepareDirectory, saveDocument, saveJson } from "./save.ts";
import { abortOnSignals } from "./signals.ts";
import { type Parsed, choice, parseCommand, usageError, wholeNumber } from "./usage.ts";

export const help: string = `
deadpeer run: run a scenario, show what happens, judge it, save it

Usage: deadpeer run [SCENARIO] [OPTIONS]

SCENARIO is a section of UNIX Network Programming (default 5.12; see
\`deadpeer list\`), or all.

  --wait-on terminal|both     only this client (default: one after the other)
  --server CMD, --client CMD  a shell command in place of deadpeer's own echo
                              server or client; its place is in $HOST and $PORT
  --fault FAULT               how the server dies (default: the scenario's own;
                              see \`deadpeer list\`)
  --network NAME              loopback: a private one; two-hosts: a host each
                              and a wire between them; machine: its own loopback
                              (default: what the scenario needs)
  --race                      the same as 5.12.race: which comes first, the FIN,
                              the RST or the read
  --times N                   makes each run N times, and counts what came of it
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
  deadpeer run all
  deadpeer run --race --times 200
  deadpeer run --json - | jq '.runs[].verdict.noticed'
`;

const known = {
  "wait-on": { type: "string" },
  server: { type: "string" },
  client: { type: "string" },
  fault: { type: "string" },
  race: { type: "boolean", default: false },
  times: { type: "string", default: "1" },
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
  const parsed = parseCommand("run", args, known, 1);
  const chosen = chooseScenarios(parsed);
  const times = wholeNumber("times", String(parsed.values["times"]), 1, 100_000);
  const runOptions = readOptions(parsed);
  const save = prepareToSave(parsed);
  const output = text(parsed, "json") === "-" ? process.stderr : process.stdout;
  const terminal = describeTerminal(output, process.env);
  const { signal, exitCode } = abortOnSignals(process.stdout);
  const orInterrupted = async (run: () => Promise<number>): Promise<number> => {
    try {
      return await run();
    } catch (error) {
      const interrupted = exitCode();
      if (interrupted !== undefined) return interrupted;
      throw error;
    }
  };
  const [only = "5.12", ...others] = chosen;
  if (others.length > 0 || times > 1) {
    const many = { ...runOptions, scenarios: chosen, times, signal };
    return await orInterrupted(() => runManyScenarios(many, terminal, output, save));
  }
  return await orInterrupted(() =>
    tellScenario({ ...runOptions, scenario: only, signal }, terminal, output, save),
  );
}

type Save = (document: RunDocument) => string;

async function tellScenario(
  options: RunOptions & { readonly scenario: ScenarioName },
  terminal: Terminal,
  output: NodeJS.WriteStream,
  save: Save,
): Promise<number> {
  const narrator = createNarrator(output, terminal, options.scenario);
  try {
    const document = await runScenario({ ...options, ...narrator.listeners });
    narrator.conclude(document, save(document));
    return exitCodeOf(document);
  } catch (error) {
    narrator.stop();
    throw error;
  }
}

async function runManyScenarios(
  options: ManyOptions,
  terminal: Terminal,
  output: NodeJS.WriteStream,
  save: Save,
): Promise<number> {
  const write = (line: string): void => void output.write(`${line}\n`);
  const { document, failed } = await tellMany(options, terminal, write);
  write(`Saved: ${save(document)}`);
  return failed ? 3 : exitCodeOf(document);
}

/** The places are checked before anything is run. Answers how to save a document there, which says where it is. */
function prepareToSave(parsed: Parsed): Save {
  const json = text(parsed, "json");
  const directory = prepareDirectory(String(parsed.values["out"]));
  return (document) => {
    if (json !== undefined) saveJson(json, document);
    return saveDocument(directory, document);
  };
}

function chooseScenarios({ values, positionals }: Parsed): readonly ScenarioName[] {
  const name = choice("scenario", positionals[0] ?? "5.12", [...sections, "all"], "deadpeer list");
  const when =
    String(values["fault"] ?? "")
      .split("@")[1]
      ?.split(":")[0] ?? "idle";
  if (when !== "idle") {
    if (positionals[0] === undefined) return ["moment"];
    throw usageError(`Section ${name} has its own moment.`, "Leave the section out, or the moment.");
  }
  if (values["race"] === true) {
    if (name !== "5.12" && name !== "5.12.race")
      throw usageError("--race is of section 5.12.", "Use `deadpeer run 5.12 --race`.");
    return ["5.12.race"];
  }
  if (name === "all" && values["fault"] !== undefined)
    throw usageError("Each section has its own fault.", "Leave out --fault, or name one section.");
  return name === "all" ? sections : [name];
}

function readOptions(parsed: Parsed): RunOptions {
  const { values } = parsed;
  const pick = <T extends string>(option: string, allowed: readonly T[]): T | undefined => {
    const value = text(parsed, option);
    return value === undefined ? undefined : choice(`value of --${option}`, value, allowed, HELP);
  };
  const waitOn = pick("wait-on", ["terminal", "both"]);
  const network = pick("network", ["loopback", "two-hosts", "machine"]);
  const server = text(parsed, "server");
  const client = text(parsed, "client");
  const limitMs = text(parsed, "limit-ms");
  const fault = text(parsed, "fault");
  return {
    ...(waitOn && { waitOn: [waitOn] }),
    ...(network && { network }),
    ...(server !== undefined && { server }),
    ...(client !== undefined && { client }),
    ...(fault !== undefined && readFault(fault)),
    port: wholeNumber("port", String(values["port"]), 1, 65535),
    watchMs: wholeNumber("watch-ms", String(values["watch-ms"]), 0, HOUR_MS),
    startMs: wholeNumber("start-ms", String(values["start-ms"]), 1, HOUR_MS),
    ...(limitMs !== undefined && { limitMs: wholeNumber("limit-ms", limitMs, 1, HOUR_MS) }),
    without: (values["without"] as string[]).map((name) => choice("observer", name, observerNames, HELP)),
  };
}

/** `kill`, `kill@crossing`, `host-crash@mid-reply:5`. */
function readFault(given: string): Required<Pick<RunOptions, "fault" | "moment">> {
  const [name = "", when = "idle", ...rest] = given.split("@");
  const [at = "", bytes] = when.split(":");
  const fault = choice("fault", name, [...faults.keys()], "deadpeer list");
  if (rest.length > 0) throw usageError(`There is more than one @ in ${given}.`, "Give FAULT@MOMENT.");
  const moment = choice("moment", at, momentNames, HELP);
  if (fault === "kill-unread" && moment !== "idle")
    throw usageError("kill-unread makes a moment of its own: a line unread.", "Give --fault kill-unread.");
  const isInTheMiddle = moment === "mid-request" || moment === "mid-reply";
  if (bytes !== undefined && !isInTheMiddle)
    throw usageError(`The moment ${moment} has no number of bytes.`, `Give ${name}@${moment}.`);
  const count = isInTheMiddle ? wholeNumber("fault", bytes ?? String(SOME_BYTES), 1, FIRST_LINE.length) : 0;
  return { fault, moment: { at: moment, bytes: count } };
}

/** Of the bytes of a line and its newline that are sent and come back. */
const SOME_BYTES = 5;

function text({ values }: Parsed, option: string): string | undefined {
  const value = values[option];
  return typeof value === "string" ? value : undefined;
}
