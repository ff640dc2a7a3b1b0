// The page of a suite's results in a real browser: a table of clients against faults, in which each cell leads to its case.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { accessibilityFaults, openBrowser, openPage } from "./browser.ts";
import { plan, result, textOf } from "../unit/suite-runs.ts";
import { deadpeer, temporaryDirectory } from "./harness.ts";

const LONG_NAME = "a-client-with-a-rather-long-name";

test("a cell leads to the page of its case; names are whole on a phone", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const folder = temporaryDirectory(t);
  const config = join(folder, "deadpeer.config.json");
  const gone = { command: "x", requires: "no-such-program" };
  const absent = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`absent-${i}`, gone]));
  const clients = { [LONG_NAME]: "exec cat", ...absent };
  writeFileSync(config, JSON.stringify({ clients, faults: ["kill", "reset"], startMs: 300, watchMs: 50 }));
  await deadpeer(["test", "--config", config]).outcome;
  const address = pathToFileURL(join(folder, "deadpeer-results/index.html")).href;

  const { page, complaints } = await openPage(browser, address);
  assert.equal(await page.locator("h1").textContent(), "602 cases: clients against faults");
  assert.equal(await page.locator(".matrix tbody tr").count(), 301);
  assert.deepEqual(await page.locator(".matrix thead th").allTextContents(), [
    "client",
    "kill@idle",
    "reset@idle",
  ]);
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByLabel("containing").fill(LONG_NAME);
  assert.equal(await page.locator(".matrix tbody tr").count(), 1);
  assert.deepEqual(complaints, []);

  const phone = await openPage(browser, address, { viewport: { width: 390, height: 800 } });
  const name = phone.page.locator(".matrix tbody th").first();
  const lineHeight = await name.evaluate((element) =>
    Number.parseFloat(getComputedStyle(element).lineHeight),
  );
  const { height = 0 } = (await name.boundingBox()) ?? {};
  assert.ok(height < lineHeight * 3, `the name takes ${height} px, a line ${lineHeight}`);
  for (const context of browser.contexts()) await context.close();
});

test("the page of a case that was run is one click away", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const folder = temporaryDirectory(t);
  const config = join(folder, "deadpeer.config.json");
  // deadpeer's own client, as the shell finds it.
  const own = {
    command: `exec "${process.execPath}" "${join(process.cwd(), "dist/cli/main.js")}" connect $HOST $PORT`,
  };
  writeFileSync(config, JSON.stringify({ clients: { own }, faults: "kill", watchMs: 100 }));
  await deadpeer(["test", "--config", config]).outcome;
  const { page } = await openPage(browser, pathToFileURL(join(folder, "deadpeer-results/index.html")).href);
  await page.locator("a.cell").click();
  await page.waitForSelector(".verdict h1");
  assert.match(page.url(), /own\/kill@idle\/index\.html$/);
  for (const context of browser.contexts()) await context.close();
});

test("the filter is in the address: it can be shared, and the back button undoes a choice", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const folder = temporaryDirectory(t);
  const ids = ["psql/kill@idle", "psql/reset@idle", "a b&c/kill@idle"];
  const lines = ids.map((id, i) => result(id, i === 0 ? "failed" : "passed"));
  writeFileSync(join(folder, "results.jsonl"), textOf(plan(ids), ...lines));
  await deadpeer(["report", "--merge", folder, "--out", join(folder, "out")]).outcome;
  const address = pathToFileURL(join(folder, "out/index.html")).href;
  const shows = (page: Page, cases: number): Promise<void> =>
    page.locator("output", { hasText: `${cases} shown` }).waitFor();
  const { page, complaints } = await openPage(browser, address);
  await page.locator(".filters").getByLabel("client").selectOption("a b&c");
  await shows(page, 1);
  const shared = await openPage(browser, page.url());
  await shows(shared.page, 1);
  await page.goBack();
  await shows(page, 3);
  await page.goto(`${address}#client=psql&outcome=failed&fault=kill%40idle`);
  await shows(page, 1);
  assert.deepEqual(complaints, []);
  for (const context of browser.contexts()) await context.close();
});

test("by the keyboard: arrows go from cell to cell, Enter opens one, and / goes to the filter", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const folder = temporaryDirectory(t);
  const ids = ["psql/kill@idle", "psql/reset@idle", "psql/stop@idle", "nc/kill@idle", "nc/stop@idle"];
  for (const id of ids) mkdirSync(join(folder, id), { recursive: true });
  writeFileSync(join(folder, "nc/stop@idle/index.html"), "the page of nc/stop");
  writeFileSync(join(folder, "results.jsonl"), textOf(plan(ids), ...ids.map((id) => result(id))));
  await deadpeer(["report", "--merge", folder, "--out", join(folder, "out")]).outcome;
  const { page } = await openPage(browser, pathToFileURL(join(folder, "out/index.html")).href);
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute("href") ?? "");
  await page.locator("a.cell").first().focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(), "./nc/kill@idle/index.html");
  await page.keyboard.press("ArrowRight"); // nc has no reset
  assert.equal(await focused(), "./nc/stop@idle/index.html");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(), "./nc/stop@idle/index.html");
  await page.keyboard.press("/");
  await page.keyboard.type("nc/");
  assert.equal(await page.getByLabel("containing").inputValue(), "nc/");
  await page.getByLabel("containing").fill("");
  await page.locator("a.cell").last().focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/nc\/stop@idle\/index\.html$/);
  for (const context of browser.contexts()) await context.close();
});

test("--compare: the summary and JSON say what has changed, and the page marks it", async (t) => {
  const folder = temporaryDirectory(t);
  const [config, old] = [join(folder, "deadpeer.config.json"), join(folder, "old.jsonl")];
  const absent = { command: "x", requires: "no-such-program" };
  writeFileSync(config, JSON.stringify({ clients: { absent, other: absent }, faults: "kill" }));
  const ids = ["absent/kill@idle", "removed/kill@idle"];
  writeFileSync(old, textOf(plan(ids), ...ids.map((id) => result(id))));
  const args = ["--config", config, "--compare", old];
  const listed = await deadpeer(["test", ...args]).outcome;
  assert.equal(listed.code, 3, "nothing was tested");
  assert.match(listed.stdout, /: 1 changed, 1 new, 1 gone, 0 unchanged\n/);
  const { stdout } = await deadpeer(["test", ...args, "--reporter", "json"]).outcome;
  const { comparison } = JSON.parse(stdout) as { comparison: { changes: { change: string }[] } };
  assert.deepEqual(
    comparison.changes.map(({ change }) => change),
    ["changed", "new", "gone"],
  );
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const address = pathToFileURL(join(folder, "deadpeer-results/index.html")).href;
  const { page, complaints } = await openPage(browser, address);
  assert.deepEqual(await page.locator(".cell .change").allTextContents(), ["≠", "+"]);
  assert.match(
    (await page.locator(".cell").first().getAttribute("aria-label")) ?? "",
    /; changed, before: passed/,
  );
  assert.equal(await page.locator(".legend .change").count(), 4);
  assert.match((await page.locator("main").textContent()) ?? "", /gone: removed\/kill@idle, passed/);
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.deepEqual(complaints, []);
  for (const context of browser.contexts()) await context.close();
});

test("of many rows only those near what can be seen have their cells; the keyboard and printing reach all", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const folder = temporaryDirectory(t);
  const ids = Array.from({ length: 400 }, (_, i) => `client-${i}/kill@idle`);
  for (const id of ids) mkdirSync(join(folder, id), { recursive: true });
  writeFileSync(join(folder, "results.jsonl"), textOf(plan(ids), ...ids.map((id) => result(id))));
  await deadpeer(["report", "--merge", folder, "--out", join(folder, "out")]).outcome;
  const { page, complaints } = await openPage(browser, pathToFileURL(join(folder, "out/index.html")).href);
  await page.waitForSelector(".matrix");
  assert.equal(await page.locator(".matrix tbody tr").count(), ids.length);
  assert.ok((await page.locator("a.cell").count()) < 200);
  await page.locator("a.cell").first().focus();
  for (const _ of ids) await page.keyboard.press("ArrowDown");
  await page.waitForFunction(
    (last) => document.activeElement?.getAttribute("href") === `./${last}/index.html`,
    ids.at(-1),
  );
  await page.reload();
  await page.locator("tbody tr").last().scrollIntoViewIfNeeded();
  await page.locator("tbody tr").last().locator("a.cell").waitFor();
  assert.ok((await page.locator("a.cell").count()) < 300);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.waitForFunction((count) => document.querySelectorAll("a.cell").length === count, ids.length);
  assert.deepEqual(complaints, []);
  for (const context of browser.contexts()) await context.close();
});
