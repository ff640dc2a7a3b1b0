// The same client, server and death by the program under test: its verdict, as it saved it.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunDocument } from "../../src/timeline/record.ts";
import { deadpeer } from "../e2e/harness.ts";
import { WATCH_MS } from "./perform.ts";
import type { Client, Death, Exchange, Noticed, Place } from "./recipe.ts";

/** Of deadpeer's verdict what the oracle can know, too. */
export interface Said {
  readonly grade: string;
  readonly missing?: string;
  readonly noticed: Noticed | "unknown";
  readonly by?: string;
  readonly afterMs?: number;
  readonly reaction: string;
  readonly lost?: number;
  readonly unreported?: number;
  readonly closeWait: boolean | undefined;
  readonly exit?: string;
  readonly ending: string;
}

const faults: Readonly<Record<Death, readonly string[]>> = {
  kill: ["--fault", "kill"],
  reset: ["--fault", "reset"],
  unread: ["--fault", "kill-unread"],
  stop: ["--fault", "stop"],
  "come-back": ["--fault", "kill", "--kill", "tree", "--after", "come-back:200"],
};

export async function verdictOf(client: Client, on: Place, death: Death, folder: string): Promise<Said> {
  return pick(await documentOf([...optionsOf(client, on, folder), ...faults[death]]));
}

/** How often each verdict was given, in one line of words. */
export async function verdictsOf(
  client: Client,
  on: Place,
  death: Death,
  folder: string,
  times: number,
): Promise<Readonly<Record<string, number>>> {
  const options = [...optionsOf(client, on, folder), ...faults[death], "--times", String(times)];
  const { repeats = [] } = await documentOf(options);
  const [all] = repeats;
  if (all === undefined) throw new Error("deadpeer counted no verdicts");
  return all.answers;
}

async function documentOf(options: readonly string[]): Promise<RunDocument> {
  const directory = mkdtempSync(join(tmpdir(), "oracle-deadpeer-"));
  try {
    const file = join(directory, "document.json");
    const args = ["run", ...options, "--json", file, "--out", join(directory, "report")];
    const { stderr } = await deadpeer(args).outcome;
    if (!existsSync(file)) throw new Error(`deadpeer saved nothing: ${stderr}`);
    return JSON.parse(readFileSync(file, "utf8")) as RunDocument;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function optionsOf(
  { service, exchange = [], env = {}, ready, ...client }: Client,
  on: Place,
  folder: string,
): string[] {
  const [first, second] = exchange;
  const environment = Object.entries(env).flatMap(([name, value]) => ["--client-env", `${name}=${value}`]);
  return [
    "--server",
    service.command(folder),
    "--server-user",
    service.user ?? "root",
    "--server-cwd",
    folder,
    "--client",
    client.command(folder),
    "--client-on",
    on,
    ...environment,
    ...(ready === undefined ? [] : ["--ready", ready]),
    ...(first ? steps(first) : []),
    ...(second ? ["--then", ...steps(second)] : []),
    "--control",
    service.isAlone ? "after" : "at-once",
    "--watch-ms",
    String(WATCH_MS),
    "--expect-verdict",
    "none",
  ];
}

function steps({ say, expect }: Exchange): string[] {
  return ["--say", say, "--expect", expect];
}

function pick({ runs: [run] }: RunDocument): Said {
  if (run === undefined) throw new Error("deadpeer made no run");
  const { verdict } = run;
  const { grade, missing, noticed, by, afterNs, reaction, lost, unreported, exit, ending, lingers } = verdict;
  const end = exit && (exit.signal ?? String(exit.exitCode));
  return {
    grade,
    noticed,
    reaction,
    closeWait: lingers,
    ending: ending.by,
    ...(missing !== undefined && { missing }),
    ...(by !== undefined && { by }),
    ...(afterNs !== undefined && { afterMs: Math.round(afterNs / 1e5) / 10 }),
    ...(lost !== undefined && { lost }),
    ...(unreported !== undefined && { unreported }),
    ...(end !== undefined && { exit: end }),
  };
}
