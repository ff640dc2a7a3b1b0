// A real browser: Debian's Chromium, headless, with a page of a report in it.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type TestContext, after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, type Page, chromium } from "playwright-core";
import type { RunDocument } from "../../src/timeline/record.ts";
import { deadpeer, hasProgram, temporaryDirectory } from "./harness.ts";

/** Nothing of the browser's own goes to any network. As root it has no sandbox to offer. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let launched: Promise<Browser> | undefined;
after(async () => (await launched)?.close());

/** One for all tests of a file; undefined, and the test is skipped, where there is none. */
export async function openBrowser(t: TestContext): Promise<Browser | undefined> {
  if (!hasProgram(t, "chromium")) return undefined;
  launched ??= chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGUMENTS });
  return await launched;
}

/** Draws documents with `deadpeer report`. Answers the page's address. */
async function drawPage(t: TestContext, ...documents: readonly RunDocument[]): Promise<string> {
  const directory = temporaryDirectory(t);
  const files = documents.map((document, i) => {
    const file = join(directory, `${i}.json`);
    writeFileSync(file, JSON.stringify(document));
    return file;
  });
  const { code, stderr } = await deadpeer(["report", ...files, "--out", directory]).outcome;
  if (code !== 0) throw new Error(stderr);
  return pathToFileURL(join(directory, "index.html")).href;
}

/** A test with a browser and the page of some documents. */
export function pageTest(
  name: string,
  documents: () => readonly RunDocument[],
  look: (browser: Browser, address: string) => Promise<void>,
): void {
  test(name, async (t) => {
    const browser = await openBrowser(t);
    if (browser === undefined) return;
    await look(browser, await drawPage(t, ...documents()));
    for (const context of browser.contexts()) await context.close();
  });
}

export interface Opened {
  readonly page: Page;
  /** Errors on the console and uncaught ones, and whatever it asked of others than where it comes from. */
  readonly complaints: string[];
}

export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...options });
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const own = address.startsWith("http:") ? new URL(address).origin : "file:";
  page.on("request", (request) => {
    if (!request.url().startsWith(own) && !request.url().startsWith("data:")) complaints.push(request.url());
  });
  await page.goto(address);
  return { page, complaints };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Serious and critical faults that axe finds, each with the elements it is about. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe); // the page's policy lets no other script in
  return await page.evaluate(async () => {
    const { axe: tool } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await tool.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" ")}`);
  });
}
