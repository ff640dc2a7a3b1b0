// Which suite is run: that of a configuration, or the self-check.

import { resolve } from "node:path";
import { prepareSelfcheck } from "../../selfcheck/suite.ts";
import { configOption } from "../../suite/case-words.ts";
import { type SuiteCase, planCases } from "../../suite/cases.ts";
import type { SuiteConfig } from "../../suite/config.ts";
import { loadConfig } from "../../suite/load-config.ts";
import { explainLateError } from "../../input-file/script-errors.ts";
import { printFailure } from "../shared/print-failure.ts";
import { type ChosenKnown, chooseKnown, nothingKnown } from "./known-failures.ts";
import type { TestCommand } from "./options.ts";

export interface SuiteSource {
  readonly cases: readonly SuiteCase[];
  readonly settings: Pick<SuiteConfig, "workers" | "times" | "retries">;
  /** Of the results. */
  readonly path: string;
  /** Files that no report may replace. */
  readonly files: readonly string[];
  /** Throws a Failure (2) for a file of known failures that is not right. */
  known(): ChosenKnown;
  /** What chose it, for the command that runs a case again. */
  readonly options?: string;
  /** Removes what was made for its cases. */
  discard(): void;
}

/** Throws a Failure (2) for a configuration that is not there or not right. */
export async function chooseSource(command: TestCommand): Promise<SuiteSource> {
  return command.isSelfcheck ? selfcheckSource(command) : await configSource(command);
}

/** Its results are in a directory of their own: those of a configuration's cases are kept in the other. */
function selfcheckSource({ out = resolve("deadpeer-selfcheck") }: TestCommand): SuiteSource {
  return {
    ...prepareSelfcheck(),
    settings: {},
    path: out,
    files: [],
    known: () => nothingKnown,
    options: "--selfcheck",
  };
}

async function configSource(command: TestCommand): Promise<SuiteSource> {
  const { config, file, shown, directory, stories } = await loadConfig(command.config);
  expectLateErrors(file, shown);
  return {
    cases: planCases(config, directory, stories),
    settings: config,
    path: command.out ?? resolve(directory, config.results ?? "deadpeer-results"),
    files: [file],
    known: () => chooseKnown(command, config, directory),
    ...(command.config !== undefined && { options: configOption(command.config) }),
    discard: () => undefined,
  };
}

/** A configuration that is a program may throw while its cases are run: these are ended first. */
function expectLateErrors(file: string, shown: string): void {
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error, origin) => {
    const late = explainLateError(error, file, shown);
    if (late === undefined) return others.forEach((each) => each(error, origin));
    process.exitCode = printFailure(late);
    if (!process.emit("SIGTERM", "SIGTERM")) process.exit();
  });
}
