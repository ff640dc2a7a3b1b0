// The options of `deadpeer run`, and what they mean.

import { sectionNames } from "../../book/index.ts";
import { faultNames, faults } from "../../fault/index.ts";
import { DEFAULT_BYTES, MOST_BYTES, countsBytes, splitFault } from "../../fault/moments.ts";
import { FIRST_LINE } from "../../inside/lines.ts";
import { DEFAULTS, type RunOptions } from "../../run/plan.ts";
import type { ScenarioName } from "../../run/scenarios.ts";
import { momentNames } from "../../fault/moments.ts";
import { observerNames } from "../../timeline/words.ts";
import { isCustom, customOptions, readCustom } from "./custom-options.ts";
import { type Options, type Parsed, choice, usageError, wholeNumber } from "../shared/usage.ts";

export const known: Options = {
  ...customOptions,
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
  force: { type: "boolean", default: false },
};

const HELP = "deadpeer run --help";
const HOUR_MS = 3_600_000;

export function chooseScenarios(parsed: Parsed): readonly ScenarioName[] {
  const { values, positionals } = parsed;
  if (positionals[0] === undefined && isCustom(parsed)) return ["experiment"];
  refuseOwn(parsed);
  const name = choice("scenario", positionals[0] ?? "5.12", [...sectionNames, "all"], "deadpeer list");
  if (splitFault(text(parsed, "fault") ?? "").moment !== "idle") {
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
  return name === "all" ? sectionNames : [name];
}

/** A section says by itself what is typed and what is expected. */
function refuseOwn({ values, positionals }: Parsed): void {
  const option = Object.keys(customOptions).find((name) => isGiven(values[name]));
  if (option === undefined) return;
  throw usageError(
    `--${option} is for an experiment of your own, and section ${positionals[0]} is not.`,
    "Leave out the section.",
  );
}

function isGiven(value: Parsed["values"][string]): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

export function readOptions(parsed: Parsed, scenario: ScenarioName | undefined): RunOptions {
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
    ...(fault !== undefined && readFault(fault, scenario === "experiment" ? MOST_BYTES : FIRST_LINE.length)),
    ...(scenario === "experiment" && readCustom(parsed)),
    port: wholeNumber("port", String(values["port"]), 1, 65535),
    watchMs: wholeNumber("watch-ms", String(values["watch-ms"]), 0, HOUR_MS),
    startMs: wholeNumber("start-ms", String(values["start-ms"]), 1, HOUR_MS),
    ...(limitMs !== undefined && { limitMs: wholeNumber("limit-ms", limitMs, 1, HOUR_MS) }),
    without: (values["without"] as string[]).map((name) => choice("observer", name, observerNames, HELP)),
  };
}

/** `kill`, `kill@crossing`, `host-crash@mid-reply:5`. */
function readFault(given: string, mostBytes: number): Required<Pick<RunOptions, "fault" | "moment">> {
  const { fault: name, moment: at, bytes, rest } = splitFault(given);
  const fault = choice("fault", name, faultNames, "deadpeer list");
  if (rest !== "")
    throw usageError(`${rest} is too much in ${given}.`, "Give FAULT, FAULT@MOMENT or FAULT@MOMENT:BYTES.");
  const moment = choice("moment", at, momentNames, HELP);
  if (faults[fault].makesOwnMoment && moment !== "idle")
    throw usageError(`${fault} makes a moment of its own.`, `Give --fault ${fault}.`);
  if (bytes !== undefined && !countsBytes(moment))
    throw usageError(`The moment ${moment} has no number of bytes.`, `Give ${name}@${moment}.`);
  const count = countsBytes(moment) ? wholeNumber("fault", bytes ?? String(DEFAULT_BYTES), 1, mostBytes) : 0;
  return { fault, moment: { at: moment, bytes: count } };
}

export function text({ values }: Parsed, option: string): string | undefined {
  const value = values[option];
  return typeof value === "string" ? value : undefined;
}
