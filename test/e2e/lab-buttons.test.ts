// The buttons of the lab's page on real sockets, by mouse and by keyboard: what the page shows is what the document has.
/// <reference lib="dom" />

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { drawRun } from "../../src/picture/picture.ts";
import { ofKind } from "../../src/timeline/queries.ts";
import type { RunRecord } from "../../src/timeline/record.ts";
import { openBrowser, openPage } from "./browser.ts";
import { eventually } from "./harness.ts";
import { allArrows, arrows, press, say, shows } from "./lab-page.ts";
import { type OpenLab, openLab } from "./open-lab.ts";

/** Undefined where there is no browser: the test is skipped then. */
async function visitLab(
  t: TestContext,
): Promise<(Awaited<ReturnType<typeof openPage>> & { lab: OpenLab }) | undefined> {
  const browser = await openBrowser(t);
  if (browser === undefined) return undefined;
  const lab = await openLab(t);
  const visit = await openPage(browser, lab.address);
  t.after(() => visit.page.context().close());
  return { ...visit, lab };
}

/** With the mouse. */
const click = (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).click();
const canPress = (page: Page, id: string): Promise<unknown> =>
  page.waitForSelector(`#do-${id}[aria-disabled="false"]`);

/** The line is typed, and what the page draws of it says so. */
async function isDrawn(page: Page, line: string, drawn: RegExp): Promise<void> {
  const before = (await arrows(page)).filter((text) => drawn.test(text)).length;
  await say(page, line);
  await eventually(`${line}: ${drawn}`, async () => {
    const now = (await arrows(page)).filter((text) => drawn.test(text)).length;
    return now > before;
  });
}

const comesBack = (page: Page, line: string): Promise<void> => shows(page, new RegExp(`${line}\\n+${line}`));

test("the cable is cut in each direction and restored, delayed, held and released; a process stopped and continued", async (t) => {
  const visit = await visitLab(t);
  if (visit === undefined) return;
  const { lab, page, complaints } = visit;
  await canPress(page, "cut");
  for (const [name, line] of [
    ["Cut to the server", "lost there"],
    ["Cut to the client", "lost back"],
    ["Cut", "lost both"],
  ] as const) {
    await click(page, name);
    await canPress(page, "restore");
    await isDrawn(page, line, /^P\..*dropped/);
    await click(page, "Restore");
    await comesBack(page, line);
    await canPress(page, "cut");
  }
  await press(page, "Delay 200 ms");
  await canPress(page, "no-delay");
  await say(page, "slowly");
  await comesBack(page, "slowly");
  await press(page, "No delay");
  await canPress(page, "delay");
  await click(page, "Hold the client's");
  await canPress(page, "release");
  await say(page, "wait");
  await page
    .locator(".held li", { hasText: /^5 bytes client to server/ })
    .first()
    .waitFor();
  await press(page, "Release");
  await comesBack(page, "wait");
  await click(page, "Stop");
  await canPress(page, "continue");
  await page.locator(".processes li", { hasText: /^server.*stopped/ }).waitFor();
  await say(page, "later");
  await click(page, "Continue");
  await comesBack(page, "later");
  await press(page, "Half-close");
  await page.locator(".sockets .state-name.FIN_WAIT2, .sockets .state-name.FIN_WAIT1").first().waitFor();
  await click(page, "Reset");
  await eventually("the RST drawn", async () => (await arrows(page)).some((text) => text.startsWith("R")));
  const { runs, code } = await lab.end(() => click(page, "End and save"));
  assert.equal(code, 0);
  await page.waitForSelector(".banner");
  const { observations = [] } = runs[0] ?? {};
  const done = ofKind(observations, "wire").map(({ operation }) => operation);
  assert.equal(done.join(" "), "cut restore cut restore cut restore delay delay hold release");
  assert.deepEqual(
    ofKind(observations, "fault").map(({ fault }) => fault),
    ["stop", "half-close", "reset"],
  );
  const lost = new Set(
    ofKind(observations, "segment")
      .filter(({ wire }) => wire?.fate === "dropped")
      .map(({ from }) => (from.port === 9877 ? "server" : "client")),
  );
  assert.deepEqual([...lost].toSorted(), ["client", "server"], "who sent what was lost");
  const saved = drawRun(runs[0] as RunRecord).rows.filter(({ kind }) => kind === "segment");
  assert.deepEqual(
    await allArrows(page),
    saved.map(({ text }) => text),
    "the page has drawn what was saved",
  );
  assert.deepEqual(complaints, []);
});

test("all that is held goes on in an order that was made by the keyboard", async (t) => {
  const visit = await visitLab(t);
  if (visit === undefined) return;
  const { lab, page, complaints } = visit;
  await canPress(page, "hold-to-client");
  await press(page, "Hold the server's");
  await canPress(page, "release");
  await press(page, "Kill");
  await page.locator(".held li", { hasText: /^FIN/ }).first().waitFor();
  await say(page, "another line");
  await page.locator(".held li", { hasText: /^RST/ }).first().waitFor();
  await eventually("the RST first", async () => {
    await page.getByRole("button", { name: "Move the RST up" }).first().press("Enter");
    return await page.locator(".held li").first().getByText("RST").isVisible();
  });
  await press(page, "Release all in this order");
  await shows(page, /ECONNRESET/);
  await canPress(page, "hold-to-client");
  const { runs } = await lab.end(() => press(page, "End and save"));
  const { observations = [] } = runs[0] ?? {};
  const [first] = ofKind(observations, "delivered");
  const segment = ofKind(observations, "segment").find(({ wire }) => wire?.frame === first?.frame);
  assert.match(segment?.flags ?? "", /R/, "the RST has overtaken the FIN");
  assert.deepEqual(complaints, []);
});

test("the host is crashed and brought back; its server is started again, and serves the next client", async (t) => {
  const visit = await visitLab(t);
  if (visit === undefined) return;
  const { lab, page, complaints } = visit;
  await canPress(page, "host-crash");
  await click(page, "Crash the host");
  await canPress(page, "host-back");
  await isDrawn(page, "to nobody", /^P\..*dropped/);
  await click(page, "Bring the host back");
  await canPress(page, "restart-server");
  await click(page, "Start the server again");
  await canPress(page, "probe");
  await click(page, "Connect another client");
  await click(page, "Run netstat");
  const { runs, code } = await lab.end(() => click(page, "End and save"));
  assert.equal(code, 0);
  const { observations = [] } = runs[0] ?? {};
  const faults = ofKind(observations, "fault").map(({ fault }) => fault);
  assert.deepEqual(faults, ["host-crash"]);
  assert.ok(ofKind(observations, "recovered").length > 0);
  const [probe] = ofKind(observations, "probe");
  assert.equal(probe?.echoed, true);
  assert.deepEqual(complaints, []);
});
