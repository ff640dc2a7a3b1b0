// Pages in a Chromium that runs already, and the times they take.

import { pathToFileURL } from "node:url";
import { type Browser, type Page, chromium } from "playwright-core";
import { findProgram } from "./programs.ts";

/** Of the usual form: how often each page is opened. */
export const ROUNDS = 9;

/** What was measured in a Chromium, which is closed then; undefined when there is none. */
export async function inBrowser<T>(measure: (browser: Browser) => Promise<T>): Promise<T | undefined> {
  const executablePath = findProgram("chromium");
  if (executablePath === undefined) return undefined;
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

/**
 * Round by round, from the beginning of navigation, in a browser that runs already, to the frame that shows what was waited
 * for: in milliseconds.
 */
export async function timeOpening(
  browser: Browser,
  file: string,
  selector: string,
  rounds: number,
): Promise<number[]> {
  const times: number[] = [];
  const page = await openPage(browser, file, selector); // which warms it up
  for (let i = 0; i < rounds; i += 1) {
    await page.goto("about:blank");
    await navigate(page, file);
    times.push(await page.evaluate<number>("globalThis.drawnAtMs"));
  }
  await page.close();
  return times;
}

export async function openPage(browser: Browser, file: string, selector: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.addInitScript(`(function look() {
    if (document.querySelector(${JSON.stringify(selector)}))
      return requestAnimationFrame(() => setTimeout(() => { globalThis.drawnAtMs = performance.now(); }, 0));
    requestAnimationFrame(look);
  })()`);
  await navigate(page, file);
  return page;
}

async function navigate(page: Page, file: string): Promise<void> {
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(() => "drawnAtMs" in globalThis);
}
