// The options of `deadpeer run` that describe an experiment with programs of one's own.

import type { RunOptions } from "../../run/plan.ts";
import type { ExchangeStep, CustomExperiment, StartOptions } from "../../inside/spec.ts";
import { type Pattern, parsePattern } from "../../timeline/pattern.ts";
import { parseExpectations } from "../../verdict/expectations.ts";
import { type Options, type Parsed, choice, usageError, wholeNumber } from "../shared/usage.ts";

const many: Options[string] = { type: "string", multiple: true, default: [] };

export const customOptions: Options = {
  upstream: { type: "string" },
  ready: { type: "string" },
  "server-ready": { type: "string" },
  say: many,
  expect: many,
  // oxlint-disable-next-line unicorn/no-thenable -- an option's name, and nothing is awaited here
  then: { type: "boolean", default: false },
  count: { type: "string" },
  control: { type: "string" },
  controls: { type: "string" },
  kill: { type: "string" },
  connection: { type: "string" },
  after: { type: "string" },
  "expect-verdict": { type: "string" },
  "server-on": { type: "string" },
  "client-on": { type: "string" },
  "server-cwd": { type: "string" },
  "client-cwd": { type: "string" },
  "server-env": many,
  "client-env": many,
  "server-user": { type: "string" },
  "client-user": { type: "string" },
};

const HELP = "deadpeer run --help";
const MOST_CONTROLS = 20;
const DAY_MS = 86_400_000;

export function isCustom({ tokens }: Parsed): boolean {
  return tokens.some(
    ({ kind, name }) =>
      kind === "option" &&
      (name === "server" || name === "client" || Object.hasOwn(customOptions, name ?? "")),
  );
}

export function readCustom(parsed: Parsed): Pick<RunOptions, "custom" | "start" | "expected"> {
  const expected = string(parsed, "expect-verdict");
  if (expected !== undefined && expected !== "none")
    check("expect-verdict", () => parseExpectations(expected));
  const start = { server: readStart(parsed, "server"), client: readStart(parsed, "client") };
  return {
    custom: readExperiment(parsed),
    start,
    ...(expected !== undefined && { expected: expected === "none" ? "" : expected }),
  };
}

function readExperiment(parsed: Parsed): Partial<CustomExperiment> {
  const ready = string(parsed, "ready");
  const serverReady = string(parsed, "server-ready");
  const count = string(parsed, "count");
  const upstream = string(parsed, "upstream");
  if (upstream !== undefined) refuseUpstream(parsed, upstream);
  return {
    ...readExchange(parsed),
    ...(ready !== undefined && { ready: pattern("ready", ready) }),
    ...(serverReady !== undefined && { serverReady: pattern("server-ready", serverReady) }),
    ...(count !== undefined && { count }),
    ...(upstream !== undefined && { upstream }),
    kill: pick(parsed, "kill", ["owner", "tree"], "owner"),
    connections: pick(parsed, "connection", ["first", "newest", "all"], "first"),
    control: pick(parsed, "control", ["after", "at-once", "none"], "after"),
    controls: wholeNumber("controls", string(parsed, "controls") ?? "1", 1, MOST_CONTROLS),
    ...readAfter(string(parsed, "after") ?? "stay-down"),
  };
}

/** --say and --expect in the order given; those behind --then are for after the fault. */
function readExchange({ tokens }: Parsed): Partial<Pick<CustomExperiment, "exchange" | "afterwards">> {
  const options = tokens.filter(({ kind }) => kind === "option");
  const end = options.findIndex(({ name }) => name === "then");
  const steps = (from: typeof options): ExchangeStep[] =>
    from.flatMap(({ name, value = "" }): ExchangeStep[] => {
      if (name === "say") return [{ say: value }];
      return name === "expect" ? [{ expect: pattern("expect", value) }] : [];
    });
  if (end < 0) {
    const exchange = steps(options);
    return exchange.length > 0 ? { exchange } : {};
  }
  return { exchange: steps(options.slice(0, end)), afterwards: steps(options.slice(end)) };
}

function readAfter(given: string): Partial<Pick<CustomExperiment, "comeBackMs">> {
  const [what = "", ms = "100", ...rest] = given.split(":");
  const after = choice("value of --after", what, ["stay-down", "come-back"], HELP);
  if (rest.length > 0 || (after === "stay-down" && given !== what))
    throw usageError(`--after ${given} is not understood.`, "Give stay-down, or come-back:MS.");
  return after === "come-back" ? { comeBackMs: wholeNumber("after", ms, 0, DAY_MS) } : {};
}

function refuseUpstream({ values }: Parsed, upstream: string): void {
  if (values["server"] !== undefined)
    throw usageError("--upstream puts a relay in the server's place: there is no --server besides.", SEE);
  const port = Number(/^.+:(\d+)$/.exec(upstream)?.[1]);
  if (port >= 1 && port <= 65535) return;
  throw usageError(`--upstream ${upstream} is no HOST:PORT.`, "For example --upstream db.example.org:5432.");
}

const SEE = `See \`${HELP}\`.`;

function readStart(parsed: Parsed, role: "server" | "client"): StartOptions {
  const cwd = string(parsed, `${role}-cwd`);
  const user = string(parsed, `${role}-user`);
  if (user !== undefined && process.getuid?.() !== 0)
    throw usageError(`--${role}-user is for root.`, "Leave it out: the program runs as you.");
  const on = string(parsed, `${role}-on`);
  return {
    ...(on !== undefined && { on: choice(`value of --${role}-on`, on, ["terminal", "pipes"], HELP) }),
    ...(cwd !== undefined && { cwd }),
    ...(user !== undefined && { user }),
    env: Object.fromEntries((parsed.values[`${role}-env`] as string[]).map((each) => variable(role, each))),
  };
}

function variable(role: string, given: string): readonly [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(given) ?? [];
  if (name === undefined || value === undefined)
    throw usageError(`--${role}-env ${given} is no NAME=VALUE.`, `For example --${role}-env LANG=C.`);
  return [name, value];
}

function pick<T extends string>(parsed: Parsed, option: string, known: readonly T[], standard: T): T {
  return choice(`value of --${option}`, string(parsed, option) ?? standard, known, HELP);
}

function pattern(option: string, given: string): Pattern {
  return check(option, () => parsePattern(given));
}

function check<T>(option: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw usageError(`--${option}: ${(error as Error).message}.`, SEE);
  }
}

function string({ values }: Parsed, option: string): string | undefined {
  const value = values[option];
  return typeof value === "string" ? value : undefined;
}
