// Sections of the book, walked in the lab: every card of a run is ticked by what was seen, whatever was typed.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { LabState, PageOrder } from "../../src/lab/messages.ts";
import { walkOf } from "../../src/lab/walks.ts";
import { ofKind } from "../../src/timeline/queries.ts";
import { anyUser, eventually } from "./harness.ts";
import { type Visit, openLab, visit } from "./open-lab.ts";

interface Reader extends Visit {
  say(text: string): Promise<void>;
  isTicked(card: string): Promise<unknown>;
  printed(text: string): Promise<unknown>;
}

const fault = (name: "kill" | "host-reboot" | "host-shutdown" | "stop"): PageOrder => ({
  do: "fault",
  fault: name,
});
const endInput: PageOrder = { do: "press", key: "ctrl-d" };
const holdServers: PageOrder = { do: "hold", direction: "server->client" };

async function releaseReset({ order, state }: Reader): Promise<void> {
  const reset = (): LabState["held"][number] | undefined => state()?.held.find(({ text }) => text === "RST");
  const { frame } = (await eventually("the RST held", reset)) ?? { frame: 0 };
  await order({ do: "release-one", frame });
}

/** What is done after the first line, in some of the runs: those whose steps are unlike the others'. */
const steps: Readonly<Record<string, (reader: Reader) => Promise<void>>> = {
  "2.6/client-first": ({ order }) => order(endInput),
  "5.10/five": async ({ order, isTicked }) => {
    await isTicked("children");
    await order(endInput);
  },
  "5.12.race/d2": async (reader) => {
    const { order, say, isTicked, printed } = reader;
    await order(holdServers);
    await order(fault("kill"));
    await isTicked("kill");
    await say("good evening");
    await releaseReset(reader);
    await printed("ECONNRESET");
    await order({ do: "release" });
  },
  "5.13/default": async ({ order, say, isTicked }) => {
    await order(fault("kill"));
    await isTicked("kill");
    await say("good evening");
  },
  "5.15/terminal": async ({ order, say, isTicked }) => {
    await order(fault("host-reboot"));
    await isTicked("reboot");
    await say("good evening");
  },
  "5.16/terminal": async ({ order, say, isTicked }) => {
    await order(fault("host-shutdown"));
    await isTicked("silence");
    await say("good evening");
  },
  "6.6/client": async ({ order, say, isTicked }) => {
    await order(fault("stop"));
    await say("good evening");
    await order(endInput);
    await isTicked("half");
    await order({ do: "undo" });
  },
  "6.7/batch": async ({ order, say, text }) => {
    await order(holdServers);
    await say("good evening");
    await order(endInput);
    await eventually("the FIN", () => /"flags":"F\.?"/.test(text()));
    await order({ do: "release" });
  },
};

test(anyUser("sections are walked, one after the other, and every card is ticked"), async (t) => {
  const lab = await openLab(t, ["2.6"]);
  const page = await visit(lab);
  /** Of the run that goes on. */
  const text = (): string => page.text().slice(page.text().lastIndexOf("event: began"));
  const reader: Reader = {
    ...page,
    text,
    say: (line) => page.order({ do: "say", text: line }),
    isTicked: (card) => eventually(card, () => page.ticked().includes(card)),
    printed: (words) => eventually(words, () => text().includes(words)),
  };
  await eventually("the first", () => page.state()?.walk);
  for (const [id, walk] of Object.entries(steps)) {
    if (page.state()?.walk !== id) await page.order({ do: "again", walk: id });
    await eventually(`${id} begun`, () => page.state()?.walk === id && page.on().length > 0);
    await reader.say("good morning");
    await reader.isTicked("line");
    await walk(reader);
    for (const card of walkOf(id)?.cards ?? []) await reader.isTicked(card.id);
  }
  const { runs, code } = await lab.end(() => page.order({ do: "finish" }));
  assert.equal(code, 0);
  assert.deepEqual(
    runs.map(({ name }) => name),
    Object.keys(steps),
  );
  for (const { name, verdict, ...run } of runs)
    if (run.fault === "none") assert.equal(verdict.grade, "pass", `${name}: ${verdict.missing}`);
  const batch = runs.find(({ name }) => name === "6.7/batch")?.observations ?? [];
  const released = ofKind(batch, "wire").find(({ operation }) => operation === "release");
  const [arrived] = ofKind(batch, "delivered");
  assert.ok(released && arrived && released.atNs < arrived.atNs, "what is released arrives after that");
  // Each run is judged by its section's rules.
  for (const { name, statements } of runs)
    assert.deepEqual(
      statements.filter(({ outcome }) => outcome !== "holds").map(({ id }) => id),
      name === "5.16/terminal" ? ["5.16.line"] : [],
      name,
    );
});
