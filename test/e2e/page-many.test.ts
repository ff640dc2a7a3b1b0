// The report's page when there is much of it, and when a program means harm.
/// <reference lib="dom" />

import assert from "node:assert/strict";
import type { RunDocument, RunRecord } from "../../src/timeline/record.ts";
import { goldenDocument, goldenRun } from "../unit/golden.ts";
import { connection, opened, segment, sockets } from "../unit/made-up.ts";
import { HOSTILE, documentOf, runOf } from "../unit/runs.ts";
import { accessibilityFaults, openPage, pageTest } from "./browser.ts";

pageTest(
  "what a program prints is shown, and is never more than text",
  () => {
    const facts = [
      ...opened,
      [100, { kind: "fault", fault: "kill", pid: 7, text: HOSTILE }],
      [101, segment("< F. 14:14(0) ack 14")],
      [102, { kind: "process-ended", pid: 7 }],
      [103, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)],
      [104, { kind: "printed", role: "client", text: HOSTILE }],
      [105, { kind: "printed", role: "client", text: "x".repeat(10_000_000) }],
    ] as const;
    const run = runOf(facts, { title: HOSTILE, commands: { server: HOSTILE, client: HOSTILE } });
    return [documentOf(run)];
  },
  async (browser, address) => {
    const { page, complaints } = await openPage(browser, address);
    await page.waitForSelector(".row");
    assert.match((await page.locator(".verdict h1").textContent()) ?? "", /<\/script><script>/);
    assert.match(await page.title(), /^<\/script>/);
    assert.equal(await page.locator("img").count(), 0);
    assert.deepEqual(complaints, []);
    assert.ok(((await page.locator("body").textContent()) ?? "").length < 400_000);
  },
);

/** A transfer of so many segments. */
function bulk(count: number): RunRecord {
  const { client, server } = connection;
  const head = opened.length + 1;
  const facts = runOf(opened).observations;
  const segments = Array.from({ length: count }, (_, i) => {
    const isData = i % 2 === 0;
    return {
      id: head + i,
      atNs: 10e6 + i * 10_000,
      kind: "segment" as const,
      from: isData ? client : server,
      to: isData ? server : client,
      seq: (isData ? 12 + (i / 2) * 1448 : 5014) >>> 0,
      ack: (isData ? 5014 : 12 + ((i + 1) / 2) * 1448) >>> 0,
      flags: isData ? "P." : ".",
      window: 64,
      length: isData ? 1448 : 0,
      payload: "",
    };
  });
  return { ...runOf(opened), observations: [...facts, ...segments] };
}

pageTest(
  "of 100,000 segments only what can be seen is drawn, and the last can be gone to",
  () => [documentOf(bulk(100_000))],
  async (browser, address) => {
    const { page, complaints } = await openPage(browser, address);
    await page.waitForSelector(".row", { timeout: 60_000 });
    assert.ok((await page.locator(".row").count()) < 200);
    await page.getByRole("slider").focus();
    await page.keyboard.press("End");
    await page.waitForFunction(
      () => document.querySelector(".row.selected")?.getAttribute("data-id") === "100008",
    );
    assert.ok((await page.locator("[data-arrow]").count()) < 200);
    assert.deepEqual(complaints, []);
  },
);

/** Clients against faults, each with a verdict of its own. */
function many(count: number): RunDocument {
  const run = goldenRun("run-5-12");
  const noticed = ["at-once", "late", "on-use", "never"] as const;
  const runs = Array.from({ length: count }, (_, i): RunRecord => ({
    ...run,
    scenario: "experiment",
    commands: { server: "a server", client: `client ${i % 50}` },
    fault: ["kill", "close", "reset", "stop"][i % 4] ?? "kill",
    verdict: { ...run.verdict, noticed: noticed[i % 4] ?? "never", grade: i % 3 === 0 ? "fail" : "pass" },
  }));
  return { ...goldenDocument("run-5-12"), scenario: "all", runs };
}

pageTest(
  "the matrix: a cell for each client and fault, filters, and each cell opens its run",
  () => [many(1000)],
  async (browser, address) => {
    const { page, complaints } = await openPage(browser, address);
    await page.waitForSelector(".matrix");
    assert.equal(await page.locator("tbody tr").count(), 50);
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByLabel("outcome").selectOption("fail");
    await page.getByText("334 shown").waitFor();
    await page.getByRole("searchbox").fill("client 49");
    await page.locator("tbody tr").nth(1).waitFor({ state: "detached" });
    const cell = page.locator(".cell").first();
    assert.match((await cell.getAttribute("aria-label")) ?? "", /^fail: noticed /);
    await cell.click();
    await page.waitForSelector(".row");
    assert.match(page.url(), /#run=\d+$/);
    await page.goBack();
    await page.waitForSelector(".matrix");
    assert.deepEqual(complaints, []);
  },
);

/** One run of each section, and two of one. */
function sections(): RunDocument {
  const run = goldenRun("run-5-12");
  const runs = ["2.6", "5.10", "5.12", "5.12", "6.7"].map((scenario, i): RunRecord => ({
    ...run,
    scenario,
    title: `client ${i}`,
    fault: i === 0 ? "none" : "kill",
  }));
  return { ...goldenDocument("run-5-12"), scenario: "all", runs };
}

pageTest(
  "runs of sections are a list, in which each leads to its run",
  () => [sections()],
  async (browser, address) => {
    const { page, complaints } = await openPage(browser, address);
    await page.getByRole("heading", { name: "5 runs of the book's sections" }).waitFor();
    const texts = await page.locator("tbody tr").allTextContents();
    assert.equal(texts.length, 5);
    assert.match(texts[3] ?? "", /^5\.12client 3kill@idle\d+ hold.*noticed only on use/);
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.locator(".filters").getByLabel("fault").selectOption("none@idle");
    await page.getByText("1 shown").waitFor();
    await page.goBack();
    await page.getByText("5 shown").waitFor();
    await page.locator("a.cell").first().focus();
    for (const _ of texts.slice(2)) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".row");
    assert.match(page.url(), /#run=3$/);
    assert.deepEqual(complaints, []);
  },
);
