// What was done in the lab can be done again; and what a page shows when its browser, or the lab itself, has gone.
/// <reference lib="dom" />

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ofKind, printedBy } from "../../src/timeline/queries.ts";
import type { RunDocument, RunRecord } from "../../src/timeline/record.ts";
import { openBrowser, openPage } from "./browser.ts";
import { cli, eventually, quoted, start, temporaryDirectory } from "./harness.ts";
import { isSeen, press, say, shows } from "./lab-page.ts";
import { openLab } from "./open-lab.ts";

/** What was typed and done, what the client printed, and what is said of it. */
function whatHappened(run: RunRecord | undefined): unknown {
  const { observations = [], verdict, fault } = run ?? {};
  return {
    fault,
    typed: ofKind(observations, "typed").map(({ text }) => text),
    printed: printedBy(observations, "client")
      .map(({ text }) => text)
      .join(""),
    noticed: verdict?.noticed,
  };
}

test("the browser is closed and opened again: all is there; and the command that the page shows does the same again", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const lab = await openLab(t);
  const before = await openPage(browser, lab.address);
  await before.page.waitForSelector("#do-kill");
  await say(before.page, "good morning");
  await isSeen(before.page, "line");
  await press(before.page, "Kill");
  await isSeen(before.page, "silence");
  await before.page.context().close();

  const { page, complaints } = await openPage(browser, lab.address);
  t.after(() => page.context().close());
  for (const card of ["line", "kill", "silence"]) await isSeen(page, card);
  await shows(page, /good morning\n+good morning/);
  await say(page, "another line");
  await isSeen(page, "ended");
  const line = await page.locator(".as-command pre").innerText();
  const { runs } = await lab.end(() => press(page, "End and save"));

  const out = temporaryDirectory(t);
  const command = line.replace(/^deadpeer/, [process.execPath, cli].map(quoted).join(" "));
  const { code, stderr } = await start("sh", ["-c", `${command} --out ${quoted(out)}`]).outcome;
  assert.equal(code, 0, `${line}\n${stderr}`);
  const again = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as RunDocument;
  assert.deepEqual(whatHappened(again.runs[0]), whatHappened(runs[0]));
  assert.deepEqual([...before.complaints, ...complaints], []);
});

test("the lab is killed: its page says so, nothing of it is left, and what is pressed then comes to nothing", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const lab = await openLab(t);
  const { page } = await openPage(browser, lab.address); // it complains: nobody is there
  t.after(() => page.context().close());
  await page.waitForSelector("#do-kill");
  await say(page, "good morning");
  await isSeen(page, "line");
  lab.child.kill("SIGKILL");
  await page.getByRole("alert").getByText("The lab cannot be reached").waitFor();
  await press(page, "Kill");
  await page.getByRole("status").getByText("The lab cannot be reached").waitFor();
  await shows(page, /good morning\n+good morning/);
  await eventually("nothing left", () => lab.leftovers().length === 0);
});

test("on one host there is no cable: its buttons are off and say why, and the others work", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const lab = await openLab(t, ["--network", "machine", "--port", "9871"]);
  const { page, complaints } = await openPage(browser, lab.address);
  t.after(() => page.context().close());
  await page.waitForSelector("#do-kill");
  for (const [id, why] of [
    ["cut", "there is no cable"],
    ["hold-to-client", "there is no cable"],
    ["delay", "there is no cable"],
    ["host-crash", "on one host"],
  ] as const) {
    await page.locator(`#do-${id}[aria-disabled="true"]`).press("Enter");
    await page.getByRole("status").getByText(why).first().waitFor();
  }
  await say(page, "good morning");
  await isSeen(page, "line");
  await press(page, "Kill");
  await isSeen(page, "silence");
  const { runs } = await lab.end(() => press(page, "End and save"));
  assert.equal(runs[0]?.fault, "kill");
  assert.deepEqual(ofKind(runs[0]?.observations ?? [], "wire"), []);
  assert.deepEqual(complaints, []);
});
