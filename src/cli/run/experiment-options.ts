// The options that every command with programs of your own has: the programs, the exchange, the control, and the limits; and
// what they mean in the library's terms. What they may be is checked there.

import type { Spelling } from "../../run/option-checks.ts";
import { parsePattern } from "../../timeline/pattern.ts";
import { type Given, numeral, onCommandLine, usageError } from "../shared/usage.ts";

interface Text {
  readonly type: "string";
}
interface List extends Text {
  readonly multiple: true;
}

const text: Text = { type: "string" };
const list: List = { type: "string", multiple: true };

type TextName =
  | "server"
  | "client"
  | "upstream"
  | "server-on"
  | "client-on"
  | "server-cwd"
  | "client-cwd"
  | "server-user"
  | "client-user"
  | "server-ready"
  | "ready"
  | "count"
  | "done-when"
  | "missing"
  | "means-done"
  | "means-failed"
  | "kill"
  | "connection"
  | "control"
  | "controls"
  | "port"
  | "start-ms"
  | "limit-ms";
type ListName = "server-env" | "client-env" | "say" | "expect" | "also" | "press" | "sysctl";

/** As `parseCommand` takes them. */
export const experimentFlags: Readonly<Record<TextName, Text> & Record<ListName, List>> & {
  readonly then: { readonly type: "boolean" };
} = {
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
  say: list,
  expect: list,
  also: list,
  press: list,
  // oxlint-disable-next-line unicorn/no-thenable -- an option's name, and nothing is awaited here
  then: { type: "boolean" },
  count: text,
  "done-when": text,
  missing: text,
  "means-done": text,
  "means-failed": text,
  kill: text,
  connection: text,
  control: text,
  controls: text,
  port: text,
  "start-ms": text,
  "limit-ms": text,
  sysctl: list,
};

/** How the library's options are written for `deadpeer COMMAND`. */
export function spellingOf(command: string, given: readonly Given[]): Spelling {
  const spelling = onCommandLine(command);
  const said = given.find(({ name }) => ["say", "expect", "also", "press", "then"].includes(name));
  const written: Readonly<Record<string, string>> = {
    scenario: "the section",
    exchange: `--${said?.name ?? "say"}`,
    afterwards: "--then",
    comeBackMs: "--after",
    comeBackAs: "--after",
    upToMs: "--up-to",
  };
  const option = (name: string): string =>
    (Object.hasOwn(written, name) ? written[name] : undefined) ?? spelling.option(name);
  return { ...spelling, option, assign: (name, value) => `${option(name)} ${value}` };
}

type Values = Readonly<Partial<Record<TextName, string> & Record<ListName, readonly string[]>>>;

/** @param given the options in the order given */
export function readExperiment(values: Values, given: readonly Given[]): Record<string, unknown> {
  const pattern = (option: string, value: string | undefined): string | RegExp | undefined =>
    value === undefined ? undefined : readPattern(option, value);
  const number = (value: string | undefined): unknown => (value === undefined ? undefined : numeral(value));
  return {
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
    missing: values.missing,
    doneWhen: pattern("--done-when", values["done-when"]),
    meansDone: pattern("--means-done", values["means-done"]),
    meansFailed: pattern("--means-failed", values["means-failed"]),
    kill: values.kill,
    connection: values.connection,
    control: values.control,
    controls: number(values.controls),
    port: number(values.port),
    startMs: number(values["start-ms"]),
    limitMs: number(values["limit-ms"]),
    sysctl: values.sysctl,
  };
}

/** --say, --expect and --also in the order given; those behind --then are for after the fault. */
export function readExchange(given: readonly Given[]): Record<string, unknown> {
  const end = given.findIndex(({ name }) => name === "then");
  const steps = (from: readonly Given[]): unknown[] =>
    from.flatMap(({ name, value = "" }): unknown[] => {
      if (name === "say") return [{ say: value }];
      if (name === "also" && value === "") throw usageError("--also is empty.", "Give a shell command.");
      if (name === "press") return [{ press: value }];
      if (name === "also") return [{ also: value }];
      return name === "expect" ? [{ expect: readPattern("--expect", value) }] : [];
    });
  if (end >= 0) return { exchange: steps(given.slice(0, end)), afterwards: steps(given.slice(end)) };
  const exchange = steps(given);
  return exchange.length > 0 ? { exchange } : {};
}

/** Text, or `/regular expression/flags`. */
function readPattern(option: string, value: string): string | RegExp {
  if (/^(\/\/[a-z]*)?$/.test(value))
    throw usageError(`${option} is empty.`, "Give what is printed, or a part of it.");
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
