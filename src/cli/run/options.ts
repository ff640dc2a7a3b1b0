// The options of `deadpeer run`, and what they mean in the library's terms. What they may be is checked there.

import { sectionNames } from "../../book/index.ts";
import { refusalNames } from "../../fault/index.ts";
import { checkManyOptions, checkRunOptions } from "../../run/check-options.ts";
import type { Spelling } from "../../run/option-checks.ts";
import type { ManyRequest, RunRequest } from "../../run/request.ts";
import { parsePattern } from "../../timeline/pattern.ts";
import {
  type Given,
  type Parsed,
  choice,
  didYouMean,
  numeral,
  onCommandLine,
  parseCommand,
  usageError,
} from "../shared/usage.ts";

const text = { type: "string" } as const;
const list = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;

const known = {
  server: text,
  client: text,
  upstream: text,
  "server-on": text,
  "client-on": text,
  "server-cwd": text,
  "client-cwd": text,
  "server-env": list,
  "client-env": list,
  "server-user": text,
  "client-user": text,
  "server-ready": text,
  ready: text,
  "wait-on": text,
  say: list,
  expect: list,
  // oxlint-disable-next-line unicorn/no-thenable -- an option's name, and nothing is awaited here
  then: flag,
  count: text,
  fault: text,
  kill: text,
  connection: text,
  after: text,
  "then-server": text,
  race: flag,
  control: text,
  controls: text,
  "expect-verdict": text,
  network: text,
  times: text,
  port: text,
  "watch-ms": text,
  "start-ms": text,
  "limit-ms": text,
  sysctl: list,
  without: list,
  json: text,
  out: text,
  force: flag,
} as const;

type RunArguments = Parsed<typeof known>;

/** One run, or many: each of several scenarios, or one of them several times. */
export type Chosen = { readonly one: RunRequest } | { readonly many: ManyRequest };

export interface RunCommand {
  readonly chosen: Chosen;
  /** Where the document is written as well; `-` is standard output. */
  readonly json?: string;
  /** The directory of the report. */
  readonly out: string;
  /** Files there that are not deadpeer's may be replaced. */
  readonly force: boolean;
}

/** What is to be run, and where it is saved. Throws a usage error for whatever is wrong with the arguments. */
export function readArguments(args: readonly string[]): RunCommand {
  const parsed = parseCommand("run", args, known, 1);
  const { json, out = "deadpeer-report", force = false } = parsed.values;
  return { chosen: choose(parsed), out, force, ...(json !== undefined && { json }) };
}

function choose(parsed: RunArguments): Chosen {
  const { values } = parsed;
  const spelling = spellingOf(parsed);
  const scenarios = chooseSections(parsed, spelling);
  const options = readOptions(parsed, spelling);
  if (values.times === undefined && (scenarios === undefined || scenarios.length === 1))
    return { one: checkRunOptions({ ...options, scenario: scenarios?.[0] }, spelling) };
  const times = values.times === undefined ? undefined : numeral(values.times);
  return { many: checkManyOptions({ ...options, scenarios, times }, spelling) };
}

/** As the library's options are written here. */
function spellingOf({ given }: RunArguments): Spelling {
  const spelling = onCommandLine("run");
  const said = given.find(({ name }) => name === "say" || name === "expect" || name === "then");
  const written: Readonly<Record<string, string>> = {
    scenario: "the section",
    exchange: `--${said?.name ?? "say"}`,
    afterwards: "--then",
    comeBackMs: "--after",
    comeBackAs: "--after",
  };
  const option = (name: string): string =>
    (Object.hasOwn(written, name) ? written[name] : undefined) ?? spelling.option(name);
  return { ...spelling, option, assign: (name, value) => `${option(name)} ${value}` };
}

/** Undefined where none is named: the other options say what is run. */
function chooseSections(
  { values, positionals }: RunArguments,
  { help, value }: Spelling,
): readonly string[] | undefined {
  const [name] = positionals;
  const isRace = values.race === true;
  if (name === undefined) return isRace ? ["5.12.race"] : undefined;
  if (name === "all" && !isRace) return sectionNames;
  if (isRace && name !== "5.12" && name !== "5.12.race")
    throw usageError("--race belongs to section 5.12.", "Use `deadpeer run 5.12 --race`.");
  if (!(sectionNames as readonly string[]).includes(name))
    throw usageError(
      `Unknown scenario ${value(name)}: it is one of ${[...sectionNames, "all"].join(", ")}.`,
      didYouMean(name, [...sectionNames, "all"], help),
    );
  return [isRace ? "5.12.race" : name];
}

function readOptions({ values, given }: RunArguments, spelling: Spelling): Record<string, unknown> {
  const pattern = (option: string, value: string | undefined): string | RegExp | undefined =>
    value === undefined ? undefined : readPattern(option, value);
  const number = (value: string | undefined): unknown => (value === undefined ? undefined : numeral(value));
  return {
    fault: values.fault,
    waitOn: values["wait-on"],
    server: values.server,
    client: values.client,
    upstream: values.upstream,
    serverOn: values["server-on"],
    clientOn: values["client-on"],
    serverCwd: values["server-cwd"],
    clientCwd: values["client-cwd"],
    serverEnv: readVariables("--server-env", values["server-env"]),
    clientEnv: readVariables("--client-env", values["client-env"]),
    serverUser: values["server-user"],
    clientUser: values["client-user"],
    serverReady: pattern("--server-ready", values["server-ready"]),
    ready: pattern("--ready", values.ready),
    ...readExchange(given),
    count: values.count,
    kill: values.kill,
    connection: values.connection,
    thenServer: values["then-server"],
    ...readAfter(values.after, spelling),
    control: values.control,
    controls: number(values.controls),
    expectVerdict: values["expect-verdict"],
    network: values.network,
    port: number(values.port),
    watchMs: number(values["watch-ms"]),
    startMs: number(values["start-ms"]),
    limitMs: number(values["limit-ms"]),
    sysctl: values.sysctl,
    without: values.without,
  };
}

/** --say and --expect in the order given; those behind --then are for after the fault. */
function readExchange(given: readonly Given[]): Record<string, unknown> {
  const end = given.findIndex(({ name }) => name === "then");
  const steps = (from: readonly Given[]): unknown[] =>
    from.flatMap(({ name, value = "" }): unknown[] => {
      if (name === "say") return [{ say: value }];
      return name === "expect" ? [{ expect: readPattern("--expect", value) }] : [];
    });
  if (end >= 0) return { exchange: steps(given.slice(0, end)), afterwards: steps(given.slice(end)) };
  const exchange = steps(given);
  return exchange.length > 0 ? { exchange } : {};
}

/** Text, or `/regular expression/flags`. */
function readPattern(option: string, value: string): string | RegExp {
  if (value === "") throw usageError(`${option} is empty.`, "Give what is printed, or a part of it.");
  try {
    const pattern = parsePattern(value);
    return "text" in pattern ? pattern.text : new RegExp(pattern.regexp, pattern.flags);
  } catch (error) {
    const { message } = error as Error;
    throw usageError(
      `${option}: ${message}.`,
      "Text stands as it is, a regular expression between slashes: /row|line/i.",
    );
  }
}

/** `stay-down`, `come-back:MS`, or come back as something that serves nobody: `mute:MS`. */
function readAfter(written: string | undefined, spelling: Spelling): Record<string, unknown> {
  if (written === undefined) return {};
  const [what = "", ms = "100", ...rest] = written.split(":");
  const after = choice({ option: "--after", spelling }, what, ["stay-down", "come-back", ...refusalNames]);
  const isNumber = typeof numeral(ms) === "number";
  if (rest.length > 0 || !isNumber || (after === "stay-down" && written !== what))
    throw usageError(
      `Invalid --after ${written}.`,
      `Use stay-down, or one of come-back, ${refusalNames.join(", ")} with :MS.`,
    );
  if (after === "stay-down") return {};
  return { comeBackMs: numeral(ms), ...(after !== "come-back" && { comeBackAs: after }) };
}

function readVariables(
  option: string,
  written: readonly string[] | undefined,
): Record<string, string> | undefined {
  const pairs = written?.map((each): [string, string] => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(each) ?? [];
    if (name === undefined || value === undefined)
      throw usageError(`${option} ${each || '""'} is not NAME=VALUE.`, `For example: ${option} LANG=C.`);
    return [name, value];
  });
  return pairs && Object.fromEntries(pairs);
}
