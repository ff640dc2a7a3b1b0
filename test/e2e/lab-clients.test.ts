// Several clients on one server in the lab's page, and what is kept of what a reader chose there.
/// <reference lib="dom" />

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { accessibilityFaults, openBrowser, openPage } from "./browser.ts";
import { drawTheSame, isSeen, outOfSight, press, say } from "./lab-page.ts";
import { openLab } from "./open-lab.ts";

test("two clients on one server, side by side: each has its own drawing and steps, and a second visitor reads along", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const lab = await openLab(t);
  const { page, complaints } = await openPage(browser, lab.address);
  const second = await openPage(browser, lab.address);
  t.after(() => Promise.all([page.context().close(), second.page.context().close()]));
  await page.waitForSelector("#do-kill");
  await press(page, "Start: The select() client");
  // Whoever has started it wants to see it; the other visitor goes on with what they look at.
  assert.equal(await page.getByLabel("are about client 2").isChecked(), true);
  assert.equal(await second.page.getByLabel("are about client 1").isChecked(), true);
  await page.getByLabel("are about client 1").check();
  await page.getByLabel("Type to client 2").fill("to the second");
  await page.waitForFunction(() => !document.getElementById("client-input-2")?.hasAttribute("readonly"));
  await page.getByLabel("Type to client 2").press("Enter");
  await say(page, "to the first");
  await isSeen(page, "line");
  const screenOf = (each: Page, number: number): Locator =>
    each
      .locator(".terminal.client")
      .nth(number - 1)
      .locator(".xterm-rows");
  for (const each of [page, second.page]) {
    await screenOf(each, 2).scrollIntoViewIfNeeded();
    await screenOf(each, 2).getByText("to the second").nth(1).waitFor();
    assert.doesNotMatch(await screenOf(each, 1).innerText(), /second/);
  }
  await press(page, "Next step");
  await page.locator("[data-card=kill] input").nth(1).check();
  await page.getByLabel("are about client 2").check();
  await isSeen(page, "line");
  // What was thought of the first one's steps is still there after a look at the other's, and after a reload.
  await page.getByLabel("are about client 1").check();
  await page.getByLabel("What to walk").selectOption("5.14/timeout");
  for (const look of [() => Promise.resolve(undefined), () => page.reload()]) {
    await look();
    assert.equal(await page.getByLabel("What to walk").inputValue(), "5.14/timeout");
    assert.equal(await page.locator("[data-card=kill] input").nth(1).isChecked(), true);
  }
  await page.getByLabel("are about client 2").check();
  await press(page, "Kill");
  await isSeen(page, "notified");
  await screenOf(second.page, 2).scrollIntoViewIfNeeded();
  await screenOf(second.page, 2).getByText("prematurely").waitFor();
  assert.equal(await second.page.locator("[data-card=kill].ticked").count(), 0, "the first one's lives");
  await second.page.getByLabel("are about client 2").check();
  await isSeen(second.page, "notified");
  await drawTheSame(second.page, page);
  assert.deepEqual(await accessibilityFaults(page), []);
  // What is done, and what comes of it, is in sight at once; nothing is looked for by scrolling the page.
  for (const [width, height] of [
    [1920, 1080],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.locator(".row.selected").waitFor();
    const places = [
      ".terminals",
      "#client-input-1",
      "#client-input-2",
      ".terminal.server",
      ".ladder-frame",
      ".sockets",
      ".controls",
      "#do-kill",
      "#do-look",
      ".card.current",
    ];
    assert.deepEqual(await outOfSight(page, ...places), [], `at ${width}`);
    const drawing = await page.locator(".ladder-frame").boundingBox();
    assert.ok((drawing?.height ?? 0) > 250, `the drawing is ${drawing?.height} px high at ${width}`);
  }
  const { runs } = await lab.end(() => press(page, "End and save"));
  assert.deepEqual(
    runs.map(({ waitOn, fault, verdict }) => [waitOn, fault, verdict.noticed]),
    [
      ["terminal", "none", "unknown"],
      ["both", "kill", "at-once"],
    ],
  );
  assert.deepEqual([...complaints, ...second.complaints], []);
});
