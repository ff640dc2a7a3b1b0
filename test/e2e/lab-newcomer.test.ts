// Somebody who has not read the book, at a small screen: what a step speaks of is in sight, and the keyboard alone leads
// from the first step to why the second line was lost.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { type Opened, accessibilityFaults, openBrowser, openPage } from "./browser.ts";
import { eventually } from "./harness.ts";
import { isSeen, outOfSight, press, say } from "./lab-page.ts";
import { type OpenLab, openLab } from "./open-lab.ts";

/** What has the focus, in a few words. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    const { id = "", parentElement } = element ?? {};
    const label = document.querySelector(`label[for="${id}"]`) ?? parentElement?.closest("label");
    return (element?.getAttribute("aria-label") ?? (label ?? element)?.textContent ?? "").trim();
  });

/** Presses a key until what has the focus is called so. */
async function keyTo(page: Page, key: string, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (name.test(now)) return;
    passed.push(now.slice(0, 40));
  }
  assert.fail(`${key} does not lead to ${name}: ${passed.join(", ")}`);
}

/** Goes where the open step leads, by the name in it. */
async function follow(page: Page, name: RegExp): Promise<void> {
  await keyTo(page, "Tab", name);
  await page.keyboard.press("Enter");
}

/** The open step, as a screen reader has it. */
const step = (page: Page): Promise<string> => page.locator(".card.current").ariaSnapshot();

/** Back to the step, to its answer, and on to the next one. */
async function goOn(page: Page): Promise<string> {
  await page.keyboard.press("Escape");
  await keyTo(page, "Tab", /^(Show what was seen|Next step)$/);
  if ((await focused(page)) !== "Next step") {
    await page.keyboard.press("Enter");
    await keyTo(page, "Tab", /^Next step$/);
  }
  const answer = await step(page);
  await page.keyboard.press("Enter");
  await eventually("the next step", async () => /^\d|✓/.test(await focused(page)));
  return answer;
}

/** Undefined without a browser: then the test is skipped. */
async function openAt1280(t: TestContext): Promise<(Opened & { readonly lab: OpenLab }) | undefined> {
  const browser = await openBrowser(t);
  if (browser === undefined) return undefined;
  const lab = await openLab(t);
  const opened = await openPage(browser, lab.address, { viewport: { width: 1280, height: 800 } });
  t.after(() => opened.page.context().close());
  await opened.page.waitForSelector("#do-kill");
  return { lab, ...opened };
}

test("by the keyboard alone: from the first step to why the second line was lost", async (t) => {
  const opened = await openAt1280(t);
  if (opened === undefined) return;
  const { lab, page, complaints } = opened;
  assert.equal(
    await page.evaluate(() => document.activeElement === document.body),
    true,
    "nothing is marked",
  );

  await follow(page, /^Type a line$/);
  assert.equal(await focused(page), "Type to the client");
  await page.keyboard.type("good morning");
  await page.keyboard.press("Enter");
  const news = page.getByRole("log", { name: "Steps that were seen" });
  await news.getByText("Seen: A line there and back.").waitFor();
  assert.match(await goOn(page), /returns? every line|wrote it back/);

  // The choices are one stop, and the arrows choose.
  await keyTo(page, "Tab", /^Nothing$/);
  await page.keyboard.press("ArrowDown");
  await follow(page, /^“Kill”$/);
  assert.match(await focused(page), /^Kill$/);
  await page.keyboard.press("Enter");
  await news.getByText("Seen: Kill the process that serves you.").waitFor();
  assert.match(await goOn(page), /You guessed right: A FIN/);

  await isSeen(page, "silence");
  assert.match(await goOn(page), /The answer: No/);
  await follow(page, /^“Run netstat”$/);
  await page.keyboard.press("Enter");
  await isSeen(page, "table");
  assert.match(await goOn(page), /The answer: The FIN/);

  await follow(page, /^Type a second line$/);
  await page.keyboard.type("another line");
  await page.keyboard.press("Enter");
  await isSeen(page, "reading");
  assert.match(await goOn(page), /The answer: It sends it[^]*The line is lost/);
  assert.match(await goOn(page), /The answer: End of file[^]*it never learns that/);
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.deepEqual(complaints, []);
  await lab.end(() => lab.child.kill("SIGINT"));
});

test("what the steps speak of is in sight at 1280 x 800, and nothing is wider than the page at 360", async (t) => {
  const opened = await openAt1280(t);
  if (opened === undefined) return;
  const { lab, page, complaints } = opened;
  await say(page, "good morning");
  await isSeen(page, "line");
  await press(page, "Kill");
  await isSeen(page, "silence");
  await press(page, "Run netstat");
  await isSeen(page, "table");
  const places = [
    ".sockets",
    ".processes",
    ".ladder-frame",
    "#do-kill",
    "#do-look",
    "#do-probe",
    "#client-input-1",
  ];
  assert.deepEqual(await outOfSight(page, ...places), []);
  assert.equal(
    await page.getByRole("row", { name: /CLOSE_WAIT client$/ }).count(),
    1,
    "whose row it is, is said",
  );
  await say(page, "another line");
  await isSeen(page, "ended");
  await page.getByText("Not now: it has ended").waitFor();
  assert.deepEqual(await outOfSight(page, ...places), []);

  // How to read the drawing is over it, and Escape closes it.
  const legend = page.getByRole("group", { name: "How to read the drawing" });
  await page.getByText("How to read it", { exact: true }).press("Enter");
  assert.match(await legend.innerText(), /who has[^]*link address/);
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.press("Escape");
  await legend.waitFor({ state: "hidden" });
  assert.equal(await focused(page), "How to read it");
  await page.getByText("Words used here").press("Enter");
  await page.getByText("What is left of a process that has ended, until its parent has asked how.").waitFor();
  await page.locator(".card.current summary").first().press("Enter");

  // The names of the two ends stand in one line, at any width.
  for (const width of [1920, 1280, 360]) {
    await page.setViewportSize({ width, height: 740 });
    const tops = (): Promise<number[]> =>
      page
        .locator(".ladder-head > span")
        .evaluateAll((names) => names.map((each) => Math.round(each.getBoundingClientRect().top)));
    await eventually(`one line at ${width}`, async () => new Set(await tops()).size === 1);
    // What opens does not cover what closes it.
    for (const state of ["visible", "hidden"] as const) {
      await page.getByText("How to read it", { exact: true }).click();
      await legend.waitFor({ state });
    }
  }
  await page.getByRole("button", { name: "Begin it" }).waitFor({ state: "hidden" });
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll("main *, header *")]
      .filter(
        (each) =>
          !each.closest(".screen, .unseen, .ladder-frame") &&
          each.getBoundingClientRect().right > innerWidth + 1,
      )
      .map((each) => each.outerHTML.slice(0, 80)),
  );
  assert.deepEqual(wide, []);
  assert.deepEqual(complaints, []);
  await lab.end(() => lab.child.kill("SIGINT"));
});
