// The options of `deadpeer test`.

import { availableParallelism } from "node:os";
import { MOST_RETRIES } from "../../suite/config.ts";
import {
  type Values,
  choice,
  onCommandLine,
  parseCommand,
  usageError,
  wholeNumber,
} from "../shared/usage.ts";

const text = { type: "string" } as const;
const list = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;

const known = {
  config: text,
  selfcheck: flag,
  client: list,
  fault: list,
  story: list,
  through: list,
  workers: text,
  times: text,
  retries: text,
  bail: flag,
  list: flag,
  "last-failed": flag,
  shard: text,
  durations: text,
  reporter: list,
  known: text,
  "update-known": flag,
  baseline: text,
  compare: text,
  "fail-on-contended": flag,
  out: text,
  force: flag,
} as const;

export const reporterNames = ["list", "dots", "junit", "json", "markdown", "github", "agent"] as const;
export type ReporterName = (typeof reporterNames)[number];

/** A reporter, and the file it writes to; without one it writes to standard output. */
export interface ChosenReporter {
  readonly name: ReporterName;
  readonly file?: string;
}

export interface TestCommand {
  readonly config?: string;
  /** The cases are those of `deadpeer selfcheck`. */
  readonly isSelfcheck: boolean;
  /** Which cases: text that their ids contain, or a pattern with `*`; one of them must fit. Empty: all. */
  readonly filters: readonly string[];
  /** Bazel's filter, which each must fit as well. */
  readonly within?: string;
  readonly clients: readonly string[];
  readonly faults: readonly string[];
  readonly stories: readonly string[];
  readonly through: readonly string[];
  readonly workers?: number;
  readonly times?: number;
  readonly retries?: number;
  readonly bail: boolean;
  readonly onlyList: boolean;
  readonly lastFailed: boolean;
  /** `3/8`, or `/8` where the engine says which one this is. */
  readonly shard?: string;
  /** Earlier results: a directory, or its results.jsonl. */
  readonly durations?: string;
  readonly reporters: readonly ChosenReporter[];
  readonly known?: string;
  readonly updateKnown: boolean;
  readonly baseline?: string;
  /** Earlier results: what has changed since is said. */
  readonly compare?: string;
  readonly failOnContended: boolean;
  readonly out?: string;
  readonly force: boolean;
}

/** Throws a usage error for whatever is wrong with the arguments. */
export function readArguments(args: readonly string[]): TestCommand {
  const { values, positionals } = parseCommand("test", args, known, Number.MAX_SAFE_INTEGER);
  const spelling = onCommandLine("test");
  const count = (name: "workers" | "times" | "retries", least: number, most: number): number | undefined => {
    const value = values[name];
    if (value === undefined) return undefined;
    return wholeNumber({ option: `--${name}`, spelling }, value, [least, most]);
  };
  const [workers, times] = [count("workers", 1, 64), count("times", 1, 1000)];
  const retries = count("retries", 0, MOST_RETRIES);
  for (const other of ["known", "update-known"] as const)
    if (values.baseline !== undefined && values[other] !== undefined)
      throw usageError(`--baseline and --${other} exclude each other.`, "Leave one of them out.");
  refuseWithSelfcheck(values);
  return {
    isSelfcheck: values.selfcheck === true,
    filters: positionals,
    clients: values.client ?? [],
    faults: values.fault ?? [],
    stories: values.story ?? [],
    through: values.through ?? [],
    ...(workers !== undefined && { workers }),
    ...(times !== undefined && { times }),
    ...(retries !== undefined && { retries }),
    bail: values.bail === true,
    onlyList: values.list === true,
    lastFailed: values["last-failed"] === true,
    reporters: readReporters(values),
    updateKnown: values["update-known"] === true,
    failOnContended: values["fail-on-contended"] === true,
    force: values.force === true,
    ...given(values),
  };
}

/** It has its own cases, and what fails there is never fine. */
function refuseWithSelfcheck(values: Values<typeof known>): void {
  if (values.selfcheck !== true) return;
  const other = (["config", "known", "update-known", "baseline"] as const).find(
    (name) => values[name] !== undefined,
  );
  if (other !== undefined)
    throw usageError(`--selfcheck and --${other} exclude each other.`, "Leave one of them out.");
}

function given(
  values: Values<typeof known>,
): Pick<TestCommand, "config" | "known" | "baseline" | "compare" | "out" | "shard" | "durations"> {
  return {
    ...(values.shard !== undefined && { shard: values.shard }),
    ...(values.durations !== undefined && { durations: values.durations }),
    ...(values.config !== undefined && { config: values.config }),
    ...(values.known !== undefined && { known: values.known }),
    ...(values.baseline !== undefined && { baseline: values.baseline }),
    ...(values.compare !== undefined && { compare: values.compare }),
    ...(values.out !== undefined && { out: values.out }),
  };
}

/** `--reporter junit=results.xml` */
function readReporters({ reporter = [] }: Values<typeof known>): ChosenReporter[] {
  const place = { option: "--reporter", spelling: onCommandLine("test") };
  const chosen = reporter.map((written): ChosenReporter => {
    const [name = "", ...rest] = written.split("=");
    const file = rest.join("=");
    if (rest.length > 0 && file === "")
      throw usageError(`--reporter ${written} names no file.`, `Write --reporter ${name}=FILE.`);
    return { name: choice(place, name, reporterNames, "reporter"), ...(file !== "" && { file }) };
  });
  return chosen.length === 0 ? [{ name: "list" }] : chosen;
}

/** Two for each processor: a case waits most of the time. */
export function defaultWorkers(): number {
  return 2 * availableParallelism();
}
