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
  const directory = mkdtempSync(join(tmpdir(), "oracle-deadpeer-"));
  try {
    const file = join(directory, "document.json");
    const args = ["run", ...optionsOf(client, on, folder), ...faults[death]];
    const { stderr } = await deadpeer([...args, "--json", file, "--out", join(directory, "report")]).outcome;
    if (!existsSync(file)) throw new Error(`deadpeer saved nothing: ${stderr}`);
    return pick(readFileSync(file, "utf8"), stderr);
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

function pick(text: string, stderr: string): Said {
  const verdict = (JSON.parse(text) as RunDocument).runs[0]?.verdict;
  if (verdict === undefined) throw new Error(`no verdict: ${stderr}`);
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
