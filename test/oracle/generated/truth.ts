// What became of the things of a client, by its own log and its server's.

import type { ClientNote, Logs, ServerNote } from "./logs.ts";

export interface Truth {
  /** Given up, or passed over, without an answer and without a word. */
  readonly dropped: number;
  /** Given up, and said to be. */
  readonly said: number;
  readonly storedTwice: number;
  /** Neither answered nor given up when it was watched no more, and begun this long before at the most. */
  readonly stillTrying: number;
  readonly triedMs: number;
  /** Of those that were given up: never begun, begun and never sent, answered by the server all the same. */
  readonly neverBegun: number;
  readonly neverSent: number;
  readonly answeredInVain: number;
  /** Since the first was given up it has had no connection any more, also none of before, and tries to the end. */
  readonly triesInVain: boolean;
  readonly exitCode?: number;
}

/** So long ago it has tried to connect at the most, who still does. */
const RECENT_MS = 1000;

export function truthOf({ client, server }: Logs, endMs: number): Truth {
  const given = client.filter(({ what }) => what === "dropped" || what === "said");
  const over = thingsOf([...given, ...client.filter(({ what }) => what === "answered")]);
  const open = client.filter(({ what, thing = "" }) => what === "begun" && !over.has(thing));
  const sent = thingsOf(client.filter(({ what }) => what === "sent"));
  const begun = new Map(
    client.flatMap(({ what, thing = "", text }) => (what === "begun" ? [[thing, text]] : [])),
  );
  const asked = countOf([...begun.values()].map(String));
  const textsOf = (notes: readonly ClientNote[]): string[] =>
    notes.flatMap(({ thing = "" }) => begun.get(thing) ?? []);
  const exitCode = client.find(({ what }) => what === "ended")?.code;
  return {
    dropped: given.filter(({ what }) => what === "dropped").length,
    said: given.filter(({ what }) => what === "said").length,
    storedTwice: storedTwice(
      server.filter(({ what }) => what === "stored").map(({ text }) => text),
      asked,
    ),
    stillTrying: open.length,
    triedMs: Math.round(Math.max(0, ...open.map(({ atMs }) => endMs - atMs))),
    neverBegun: given.filter(({ isRest }) => isRest).length,
    neverSent: given.filter(({ isRest, thing = "" }) => !isRest && !sent.has(thing)).length,
    answeredInVain: inVain(textsOf(given), textsOf(client.filter(({ what }) => what === "answered")), server),
    triesInVain: exitCode === undefined && triesInVain(client, endMs),
    ...(exitCode !== undefined && { exitCode }),
  };
}

function triesInVain(client: readonly ClientNote[], endMs: number): boolean {
  const since = client.slice(client.findIndex(({ what }) => what === "dropped" || what === "said") + 1);
  const isServed = since.some(({ what }) => what === "connected" || what === "sent");
  return !isServed && client.some(({ what, atMs }) => what === "tries" && endMs - atMs < RECENT_MS);
}

/** Of these the server has answered so many, more often than the client had an answer to the same text. */
function inVain(given: readonly string[], taken: readonly string[], server: readonly ServerNote[]): number {
  const answered = countOf(server.filter(({ what }) => what === "answered").map(({ text }) => text));
  const had = countOf(taken);
  const most = (text: string): number => Math.max(0, (answered.get(text) ?? 0) - (had.get(text) ?? 0));
  return [...countOf(given)].reduce((sum, [text, times]) => sum + Math.min(times, most(text)), 0);
}

function thingsOf(notes: readonly ClientNote[]): ReadonlySet<string> {
  return new Set(notes.map(({ thing = "" }) => thing));
}

function countOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** More often than things of that text were begun. */
function storedTwice(stored: readonly string[], asked: ReadonlyMap<string, number>): number {
  const more = [...countOf(stored)].map(([text, times]) => times - (asked.get(text) ?? 0));
  return more.reduce((sum, each) => sum + Math.max(0, each), 0);
}
