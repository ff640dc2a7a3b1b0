// What a test does in the lab's page, and what it sees there.
/// <reference lib="dom" />

import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { eventually } from "./harness.ts";

export async function say(page: Page, line: string): Promise<void> {
  await page.getByLabel("Type to the client").fill(line);
  await page.keyboard.press("Enter");
}

/** Once it can be pressed: before, as while the lab starts, it comes to nothing. */
export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true, disabled: false }).press("Enter");
export const isSeen = (page: Page, card: string): Promise<unknown> =>
  page.waitForSelector(`[data-card=${card}].ticked`);
export const screen = (page: Page): Promise<string> =>
  page.locator(".terminal.client .xterm-rows").innerText();
export const states = (page: Page): Promise<string[]> => page.locator(".sockets .state-name").allInnerTexts();
export const arrows = (page: Page): Promise<string[]> => page.locator(".row.segment .words").allInnerTexts();

/**
 * It is under way before the other is looked for: the list may have to be scrolled, and what lies there then would be
 * dragged.
 */
export async function drag(page: Page, one: Locator, other: Locator): Promise<void> {
  await one.hover();
  await page.mouse.down();
  await one.hover({ position: { x: 2, y: 2 } });
  await other.hover();
  await other.hover({ position: { x: 2, y: 2 } }); // the first move over an element only enters it
  await page.mouse.up();
}

/**
 * Of the whole drawing, as when it is printed: only what is in sight is drawn, and that follows each page's own scrolling.
 */
export async function allArrows(page: Page): Promise<string[]> {
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  const all = await arrows(page);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  return all;
}
/**
 * The terminal draws a little after the page knows, and nothing while it is out of sight; a word may go on in its next row.
 */
export async function shows(page: Page, pattern: RegExp): Promise<void> {
  await eventually(`${pattern} in the terminal`, async () => {
    await page.locator(".terminal.client").first().scrollIntoViewIfNeeded();
    const rows = await screen(page);
    return pattern.test(rows) || pattern.test(rows.replaceAll("\n", ""));
  });
}

/** Both have come to draw the same, how it ended too: what is seen last may reach one of them a little later. */
export async function drawTheSame(one: Page, other: Page): Promise<void> {
  let drawn: readonly string[] = [];
  const isSame = async (): Promise<boolean> => {
    drawn = await Promise.all(
      [one, other].map(async (page) => (await allArrows(page)).filter(isArrow).join("\n")),
    );
    return /^S[^]*^[FR]/m.test(drawn[0] ?? "") && drawn[0] === drawn[1];
  };
  await eventually("the same drawing in both", isSame).catch((error: unknown) =>
    assert.fail([error, ...drawn].join("\n\n")),
  );
}

/** Of the run's own connection, as the document has it. */
const isArrow = (text: string): boolean => /^(F\.|R|P\.|S)/.test(text);

/** Those of the elements of which a part is out of sight. */
export const outOfSight = (page: Page, ...selectors: readonly string[]): Promise<string[]> =>
  page.evaluate((wanted) => {
    scrollTo(0, 0);
    return wanted.filter((selector) => {
      const { top, bottom, right } =
        document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect(-1, -1);
      return top < 0 || bottom > innerHeight || right > innerWidth;
    });
  }, selectors);
