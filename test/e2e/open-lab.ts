// A lab for a test: started, found by its address, ended; and a visitor of it that is no browser.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { LabState, PageOrder } from "../../src/lab/messages.ts";
import type { RunDocument, RunRecord } from "../../src/timeline/record.ts";
import { type Outcome, type Started, deadpeer, eventually, temporaryDirectory } from "./harness.ts";

export interface OpenLab extends Started {
  readonly address: string;
  /** Ends it in this way, and returns what was saved: no runs where nothing was. */
  end(how: () => unknown): Promise<Outcome & { readonly runs: readonly RunRecord[] }>;
}

export async function openLab(
  t: TestContext,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<OpenLab> {
  const directory = temporaryDirectory(t);
  const started = deadpeer(["lab", "--out", directory, ...args], env);
  t.after(() => started.child.kill("SIGKILL"));
  let told = "";
  started.child.stdout?.on("data", (piece) => {
    told += String(piece);
  });
  let end: Outcome | undefined;
  void started.outcome.then((outcome) => (end = outcome));
  const [address] = await eventually("the address", () => {
    if (end) throw new Error(`it has ended: ${end.stderr}`);
    return /http:\S+/.exec(told) ?? undefined;
  });
  return {
    ...started,
    address,
    async end(how) {
      await how();
      const outcome = await started.outcome;
      await eventually("nothing left", () => started.leftovers().length === 0);
      const file = join(directory, "run.json");
      if (!existsSync(file)) return { ...outcome, runs: [] };
      const saved = JSON.parse(readFileSync(file, "utf8")) as RunDocument;
      assert.equal(saved.scenario, "lab");
      return { ...outcome, runs: saved.runs };
    },
  };
}

/** A visitor that is no browser. */
export interface Visit {
  order(what: PageOrder): Promise<void>;
  /** All that has come so far. */
  text(): string;
  /** Ids of the buttons that can be pressed now. @param number the client's: 1, if left out */
  on(number?: number): readonly string[];
  /** Ids of the cards that are ticked. */
  ticked(number?: number): readonly string[];
  state(): LabState | undefined;
  /** Resolves when the lab has ended the stream. */
  readonly ended: Promise<void>;
}

export async function visit({ address }: OpenLab): Promise<Visit> {
  const events = await fetch(`${address}events`);
  let text = "";
  const ended = (async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const piece of events.body ?? [])
      text += decoder.decode(piece as Uint8Array, { stream: true });
  })();
  const state = (): LabState | undefined => {
    const [, last] = [...text.matchAll(/^event: state\ndata: (.*)\n\n/gm)].at(-1) ?? [];
    return last === undefined ? undefined : (JSON.parse(last) as LabState);
  };
  const headers = { "Content-Type": "application/json", Origin: new URL(address).origin };
  return {
    async order(what) {
      const { status } = await fetch(`${address}orders`, {
        method: "POST",
        headers,
        body: JSON.stringify(what),
      });
      assert.equal(status, 204);
    },
    text: () => text,
    state,
    on: (number = 1) => {
      const { buttons = [] } = state()?.clients[number - 1] ?? {};
      return buttons.flatMap(({ id, off }) => (off === undefined ? [id] : []));
    },
    ticked: (number = 1) => {
      const { cards = [] } = state()?.clients[number - 1] ?? {};
      return cards.flatMap(({ id, isTicked }) => (isTicked ? [id] : []));
    },
    ended,
  };
}
