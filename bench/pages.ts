// Pages in a Chromium that runs already, and the times they take.

import { pathToFileURL } from "node:url";
import { type Browser, type Page, chromium } from "playwright-core";
import { median } from "./numbers.ts";

export const ROUNDS = 9;

export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
}

/** From the beginning of navigation, in a browser that runs already, to the frame that shows what was waited for. */
export async function timeOpening(browser: Browser, file: string, selector: string): Promise<number> {
  const times: number[] = [];
  const page = await openPage(browser, file, selector); // which warms it up
  for (let i = 0; i < ROUNDS; i += 1) {
    await page.goto("about:blank");
    await navigate(page, file);
    times.push(await page.evaluate<number>("globalThis.drawnAtMs"));
  }
  await page.close();
  return median(times);
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
