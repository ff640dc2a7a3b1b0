// The options of a case's run: for `deadpeer selfcheck`, and for the suite of `deadpeer test --selfcheck`.

import type { RunOptions } from "../run/options.ts";
import { programFile } from "../sys/program-file.ts";
import type { SelfcheckCase } from "./cases.ts";

const WATCH_MS = 400;

/** @param file in which the server counts what it takes, if it does; it must be there */
export function optionsOf(
  { client, options, counts, expected }: SelfcheckCase,
  file: string,
): RunOptions & { readonly scenario: "experiment" } {
  return {
    ...programs(client),
    watchMs: WATCH_MS,
    control: "at-once",
    ...(counts === true ? countIn(file) : {}),
    ...options,
    expectVerdict: expected,
    scenario: "experiment",
  };
}

/** The paths are in variables: the project may lie in a folder with a blank in its name. */
function programs(client: string): RunOptions {
  const clientEnv = { SELFCHECK_NODE: process.execPath, SELFCHECK_CLIENT: pathOf("client") };
  return { client: `exec "$SELFCHECK_NODE" "$SELFCHECK_CLIENT" ${client}`, clientEnv, clientOn: "pipes" };
}

function countIn(file: string): RunOptions {
  const serverEnv = {
    SELFCHECK_NODE: process.execPath,
    SELFCHECK_SERVER: pathOf("counting-server"),
    SELFCHECK_LINES: file,
  };
  const server = 'exec "$SELFCHECK_NODE" "$SELFCHECK_SERVER" "$SELFCHECK_LINES"';
  return { server, serverEnv, count: `wc -l < '${file.replaceAll("'", String.raw`'\''`)}'` };
}

function pathOf(program: "client" | "counting-server"): string {
  return programFile(`./${program}`, import.meta.url);
}
