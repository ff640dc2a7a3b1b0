// The logs of the programs of a case: those of the run in which the server died, and not of the control beside it.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "../../../src/timeline/record.ts";

/** What client.py has noted. */
export interface ClientNote {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly what: "tries" | "connected" | "begun" | "sent" | "answered" | "dropped" | "said" | "ended";
  readonly thing?: string;
  readonly text?: string;
  readonly port?: number;
  readonly code?: number;
  /** It was to be done, and was never begun. */
  readonly isRest?: true;
}

/** What store.py has noted. */
export interface ServerNote {
  readonly atMs: number;
  readonly what: "stored" | "answered";
  readonly text: string;
}

export interface Logs {
  readonly client: readonly ClientNote[];
  readonly server: readonly ServerNote[];
}

/** Nothing that was noted once the run was over: its programs are ended then. */
export function logsOf(folder: string, run: RunRecord): Logs | undefined {
  const endMs = endOf(run);
  const read = <T extends { readonly atMs: number }>(file: string): T[] =>
    notesIn<T>(join(folder, file)).filter(({ atMs }) => atMs <= endMs);
  const clients = readdirSync(folder).filter((file) => file.endsWith("-client.log"));
  const found = clients.find((file) => isOf(run, read<ClientNote>(file)));
  if (found === undefined) return undefined;
  return { client: read(found), server: read(found.replace("-client", "-server")) };
}

export function endOf({ clock, observations }: RunRecord): number {
  return clock.startedAtMs + (observations.at(-1)?.atNs ?? 0) / 1e6;
}

/** It has connected from the port, and at the time, that the run shows for its connection. */
function isOf({ clock, observations }: RunRecord, notes: readonly ClientNote[]): boolean {
  return observations.some(
    (each) =>
      each.kind === "connection" &&
      notes.some(
        ({ port, atMs }) =>
          port === each.client.port && Math.abs(atMs - clock.startedAtMs - each.atNs / 1e6) < 2000,
      ),
  );
}

/** A last line that is not whole was being written as its program was killed. */
function notesIn<T>(file: string): T[] {
  const lines = readIfThere(file).split("\n").slice(0, -1);
  return lines.map((line) => {
    const { at, ...rest } = JSON.parse(line) as { readonly at: number };
    return { atMs: at / 1e6, ...rest } as T;
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
