// The lab in a browser: what is done in its page is done to real processes and sockets, and what the page shows is what the
// kernel said.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { ofKind } from "../../src/timeline/queries.ts";
import { accessibilityFaults, openBrowser, openPage } from "./browser.ts";
import { anyUser } from "./harness.ts";
import { openLab } from "./open-lab.ts";

async function say(page: Page, line: string): Promise<void> {
  await page.getByLabel("Type to the client").fill(line);
  await page.keyboard.press("Enter");
}

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).press("Enter");
const isSeen = (page: Page, card: string): Promise<unknown> =>
  page.waitForSelector(`[data-card=${card}].ticked`);
const screen = (page: Page): Promise<string> => page.locator(".terminal.client .xterm-rows").innerText();
const states = (page: Page): Promise<string[]> => page.locator(".sockets .state-name").allInnerTexts();
const arrows = (page: Page): Promise<string[]> => page.locator(".row.segment .words").allInnerTexts();
/** Of the run's own connection, as the document has it. */
const isArrow = (text: string): boolean => /^(F\.|R|P\.|S)/.test(text);

test(
  anyUser("section 5.12 is walked in the page, by the keyboard: every card is ticked by what was seen"),
  async (t) => {
    const browser = await openBrowser(t);
    if (browser === undefined) return;
    const lab = await openLab(t);
    const { page, complaints } = await openPage(browser, lab.address);
    t.after(() => page.context().close());
    await page.waitForSelector("#do-kill");

    await say(page, "good morning");
    await isSeen(page, "line");
    assert.match(await screen(page), /good morning\n+good morning/);
    await press(page, "Kill");
    await isSeen(page, "kill");
    await isSeen(page, "silence");
    await press(page, "Run netstat");
    await isSeen(page, "table");
    assert.deepEqual(await states(page), ["LISTEN", "FIN_WAIT2", "CLOSE_WAIT"]);
    assert.ok((await arrows(page)).some((text) => text.startsWith("F.")));
    assert.equal(await page.locator("#do-kill").getAttribute("aria-disabled"), "true");

    await say(page, "is anybody there");
    await isSeen(page, "another");
    await isSeen(page, "reading");
    await isSeen(page, "ended");
    assert.match(await screen(page), /server terminated prematurely/);
    await press(page, "Connect another client");
    await isSeen(page, "serving");
    assert.deepEqual(await accessibilityFaults(page), []);

    // Who comes later sees the same, and so does whoever comes back.
    const late = await openPage(browser, lab.address);
    await isSeen(late.page, "serving");
    const drawn = (await arrows(page)).filter(isArrow);
    await page.reload();
    await isSeen(page, "serving");
    for (const each of [late.page, page]) {
      assert.deepEqual((await arrows(each)).filter(isArrow), drawn);
      assert.match(await screen(each), /good morning\n+good morning\n+is anybody there\n+str_cli/);
    }
    for (const width of [360, 1900]) {
      await page.setViewportSize({ width, height: 800 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    }
    const { runs, code, stderr } = await lab.end(() => press(page, "End and save"));
    assert.equal(code, 0, stderr);
    await page.waitForSelector(".banner");
    const [run] = runs;
    assert.equal(run?.fault, "kill");
    assert.deepEqual(
      run?.statements.filter(({ id, outcome }) => id !== "5.12/client" && outcome !== "holds"),
      [],
    );
    const sent = new Set(ofKind(run?.observations ?? [], "segment").map(({ flags }) => flags));
    assert.deepEqual([sent.has("F."), sent.has("R")], [true, true]);
    assert.deepEqual([...complaints, ...late.complaints], []);
  },
);

/** It would be a complaint of the page, were it ever more than text. */
const HOSTILE = "<img src=x onerror=alert(1)>";

test("a segment that is held can overtake another; and another run begins with the other client", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const lab = await openLab(t);
  const { page, complaints } = await openPage(browser, lab.address, { colorScheme: "dark" });
  t.after(() => page.context().close());
  await page.waitForSelector("#do-kill");
  await press(page, "Hold the server's");
  await page.waitForSelector('#do-release[aria-disabled="false"]');
  await press(page, "Kill");
  await page.locator(".held li", { hasText: /^FIN/ }).first().waitFor();
  await say(page, HOSTILE);
  await page.locator(".row.typed .words", { hasText: HOSTILE }).waitFor();
  const rst = page.locator(".held li", { hasText: /^RST/ }).first();
  await rst.getByRole("button").press("Enter");
  await page.locator(".terminal.client .xterm-rows", { hasText: "ECONNRESET" }).waitFor();
  assert.equal(await page.locator(".held li", { hasText: /^FIN/ }).first().isVisible(), true, "it waits on");
  assert.deepEqual(await accessibilityFaults(page), []);

  await press(page, "Begin again: the select() client");
  await page.getByText("Run 2").waitFor();
  await page.waitForSelector("#do-kill");
  assert.equal((await screen(page)).trim(), "");
  await press(page, "Kill");
  await isSeen(page, "notified");
  const { runs, code } = await lab.end(() => lab.child.kill("SIGINT"));
  assert.equal(code, 130);
  assert.deepEqual(
    runs.map(({ waitOn, verdict }) => `${waitOn} ${verdict.noticed}`),
    ["terminal on-use", "both at-once"],
  );
  assert.deepEqual(complaints, []);
});
