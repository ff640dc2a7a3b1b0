// `deadpeer inspect`: which connections of running programs will not be noticed to be dead, and why.

import { documentOf } from "../inspect/document.ts";
import { findingRules } from "../inspect/findings/index.ts";
import { type InspectOptions, type Inspection, inspect } from "../inspect/inspect.ts";
import { formatMetrics } from "../inspect/metrics.ts";
import { formatInspection } from "../inspect/text.ts";
import { describeTerminal } from "../report/terminal.ts";
import { writeJson, writeLines } from "../report/write.ts";
import { requireLinux, requireProc } from "../run/platform.ts";
import { toolVersion } from "../run/run.ts";
import { type Values, choice, onCommandLine, parseCommand, usageError, wholeNumber } from "./shared/usage.ts";

const ANY = "any";
const names = findingRules.map(({ name }) => name);
const MIN_AGE_MS = 5000;

export const help: string = `
deadpeer inspect: which running programs will not notice a dead connection,
and why

Usage: deadpeer inspect [--pid PID] [--port PORT] [--name GLOB] [OPTIONS]

  --pid PID          only this process
  --port PORT        only connections with this port at either end
  --name GLOB        only processes with this name: --name 'node*'
  --all              every connection, and not only those of the findings
  --min-age-ms MS    what has lasted for less is left alone (default ${MIN_AGE_MS})
  --no-settings      do not read the sockets' own settings (keep-alive, user
                     time-out): for that they are duplicated for microseconds
  --fail-on FINDING  exit with 1 if there is such a finding; may be repeated;
                     ${ANY} is every one
  --watch            looks once a second and shows it on a screen, with keys to
                     choose, sort and open; not on a terminal: as text, again
                     whenever a finding comes or goes
  --json             the document (docs/inspect.md)
  --metrics          Prometheus text

It changes, stops and slows nothing, and sends nothing. An ordinary user sees
their own processes, root sees all; what is not visible is counted.

Findings, the worst first:
${findingRules.map(({ name, title }) => `  ${name.padEnd(17)}${title}`).join("\n")}

Examples:
  deadpeer inspect
  deadpeer inspect --pid 4711 --all
  deadpeer inspect --watch
  deadpeer inspect --port 5432 --fail-on leak --fail-on unread-end
`;

const options = {
  pid: { type: "string" },
  port: { type: "string" },
  name: { type: "string" },
  all: { type: "boolean" },
  "min-age-ms": { type: "string" },
  "no-settings": { type: "boolean" },
  "fail-on": { type: "string", multiple: true },
  watch: { type: "boolean" },
  json: { type: "boolean" },
  metrics: { type: "boolean" },
} as const;

const spelling = onCommandLine("inspect");
const DAY_MS = 86_400_000;
const MOST_PIDS = 2 ** 22;

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("deadpeer inspect");
  requireProc();
  const { values } = parseCommand("inspect", args, options, 0);
  const { json, metrics, all = false } = values;
  if (json === true && metrics === true)
    throw usageError("--json and --metrics exclude each other.", "Use one of them.");
  if (values.watch === true) {
    const other = ["json", "metrics", "fail-on"].find((name) => Object.hasOwn(values, name));
    if (other !== undefined)
      throw usageError(`--watch and --${other} exclude each other.`, `--${other} is about a single look.`);
    const { watch } = await import("./inspect-watch.ts"); // with what only it needs
    return watch(readOptions(values));
  }
  const failOn = (values["fail-on"] ?? []).map((word) =>
    choice({ option: "--fail-on", spelling }, word, [...names, ANY], "finding"),
  );
  const inspection = await inspect(readOptions(values));
  if (json === true) writeJson(process.stdout, documentOf(inspection, `deadpeer ${toolVersion()}`));
  else if (metrics === true) writeLines(process.stdout, formatMetrics(inspection));
  else
    writeLines(
      process.stdout,
      formatInspection(inspection, all, describeTerminal(process.stdout, process.env)),
    );
  return isFailed(inspection, failOn) ? 1 : 0;
}

function readOptions(values: Values<typeof options>): InspectOptions {
  const { pid, port, name, all = false } = values;
  const number = (option: string, value: string, range: readonly [number, number]): number =>
    wholeNumber({ option, spelling }, value, range);
  if (name === "") throw usageError("--name is empty.", "For example: --name 'node*'.");
  return {
    ...(pid !== undefined && { pid: number("--pid", pid, [1, MOST_PIDS]) }),
    ...(port !== undefined && { port: number("--port", port, [1, 65_535]) }),
    ...(name !== undefined && { name }),
    all,
    settings: values["no-settings"] !== true,
    minAgeMs: number("--min-age-ms", values["min-age-ms"] ?? String(MIN_AGE_MS), [0, DAY_MS]),
  };
}

function isFailed({ findings }: Inspection, failOn: readonly string[]): boolean {
  return findings.some(({ rule }) => failOn.includes(ANY) || failOn.includes(rule.name));
}
