// The report's page in a real browser: what is where, links, keyboard, other widths and colours, harm that is meant.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { drawRun } from "../../src/picture/picture.ts";
import type { RunDocument, RunRecord } from "../../src/timeline/record.ts";
import { goldenDocument, goldenRun } from "../unit/golden.ts";
import { connection, opened, segment, sockets } from "../unit/made-up.ts";
import { HOSTILE, documentOf, runOf } from "../unit/runs.ts";
import { accessibilityFaults, drawPage, openBrowser, openPage } from "./browser.ts";

/** A test with a browser and the page of some documents. */
function pageTest(
  name: string,
  documents: () => readonly RunDocument[],
  look: (t: TestContext, browser: Browser, address: string) => Promise<void>,
): void {
  test(name, async (t) => {
    const browser = await openBrowser(t);
    if (browser === undefined) return;
    await look(t, browser, await drawPage(t, ...documents()));
    for (const context of browser.contexts()) await context.close();
  });
}

const section = (): RunDocument[] => [goldenDocument("run-5-12")];
const alone = (run: RunRecord): RunDocument[] => [{ ...goldenDocument("run-5-12"), runs: [run] }];

/** Every arrow's line as it is drawn, by its id, in the sheet's coordinates; the ladder is scrolled through. */
async function arrowsOn(page: Page): Promise<Record<string, number[]>> {
  return await page.evaluate(async () => {
    const frame = document.querySelector(".ladder-frame");
    const arrows: Record<string, number[]> = {};
    for (let top = 0; frame && top < frame.scrollHeight; top += 400) {
      frame.scrollTop = top;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
      for (const group of document.querySelectorAll("[data-arrow]")) {
        const line = group.querySelector("line");
        const at = ["x1", "y1", "x2", "y2"].map((name) => Number(line?.getAttribute(name)));
        arrows[group.getAttribute("data-arrow") ?? ""] = at;
      }
    }
    return arrows;
  });
}

pageTest(
  "every arrow is where its segment was seen, from its sender to its receiver",
  () => alone(goldenRun("run-5-12")),
  async (_t, browser, address) => {
    const { page, complaints } = await openPage(browser, address);
    await page.waitForSelector(".row");
    const drawn = await arrowsOn(page);
    const picture = drawRun(goldenRun("run-5-12"));
    assert.deepEqual(
      Object.keys(drawn),
      picture.arrows.map(({ id }) => String(id)),
    );
    for (const { id, from, fromY, toY } of picture.arrows) {
      const [x1 = 0, y1, x2 = 0, y2] = drawn[id] ?? [];
      assert.deepEqual([y1, y2], [fromY, toY]);
      assert.equal(x1 < x2, from === "client", "the client is on the left");
    }
    assert.deepEqual(complaints, []);
  },
);

pageTest(
  "the bars: both sockets' states and both processes, with their names",
  () => alone(goldenRun("run-5-12")),
  async (_t, browser, address) => {
    const { page } = await openPage(browser, `${address}#run=0&at=30`);
    await page.waitForSelector(".state");
    const titles = await page.locator(".state title, .process title, .queue title").allTextContents();
    for (const part of [
      "client: CLOSE_WAIT",
      "server: FIN_WAIT2",
      "client: Recv-Q 1",
      "asleep in read(0) on its terminal",
    ])
      assert.ok(
        titles.some((title) => title.includes(part)),
        `${part} in ${titles.join("\n")}`,
      );
    assert.match((await page.locator(".moment").textContent()) ?? "", /CLOSE_WAIT/);
  },
);

pageTest("the two clients of the section stand side by side", section, async (_t, browser, address) => {
  const { page, complaints } = await openPage(browser, address, { viewport: { width: 1500, height: 900 } });
  await page.waitForSelector(".pair article:nth-of-type(2) .row");
  const boxes = await page
    .locator("article .ladder")
    .evaluateAll((ladders) => ladders.map((each) => each.getBoundingClientRect().toJSON() as DOMRect));
  assert.equal(boxes.length, 2);
  assert.equal(boxes[0]?.top, boxes[1]?.top);
  assert.ok((boxes[0]?.right ?? 0) <= (boxes[1]?.left ?? 0));
  const headlines = await page.locator(".headline").allTextContents();
  assert.match(headlines.join(), /noticed on-use.*noticed at-once/);
  assert.deepEqual(complaints, []);
});

pageTest(
  "a moment is linked to: by the verdict, by a statement, by the address, and back",
  section,
  async (_t, browser, address) => {
    const { page } = await openPage(browser, address);
    await page
      .getByRole("button", { name: /^the FIN arrives/ })
      .first()
      .click();
    assert.match(page.url(), /#run=0&at=\d+&beside=1$/);
    assert.match((await page.locator(".row.selected").first().textContent()) ?? "", /F\. 14:14\(0\)/);
    assert.match((await page.locator(".moment h2").first().textContent()) ?? "", /F\. 14:14\(0\)/);
    const link = page.url();
    await page.locator(".statements .evidence").first().click();
    assert.notEqual(page.url(), link);
    const other = await openPage(browser, link);
    assert.match((await other.page.locator(".row.selected").first().textContent()) ?? "", /F\. 14:14\(0\)/);
    await page.getByLabel("beside").selectOption("nothing");
    await page.locator("div.runs:not(.pair)").waitFor();
    await page.goBack();
    await page.locator(".runs.pair").waitFor();
  },
);

pageTest(
  "the keyboard steps through the observations, and the slider says where it is",
  () => alone(goldenRun("run-5-12")),
  async (_t, browser, address) => {
    const { page } = await openPage(browser, address);
    const slider = page.getByRole("slider");
    await slider.focus();
    const text = async (): Promise<string> => (await slider.getAttribute("aria-valuetext")) ?? "";
    assert.match(await text(), /SIGKILL/);
    await page.keyboard.press("Home");
    assert.match(await text(), /5\.12\.1/);
    await page.keyboard.press("ArrowDown");
    assert.match(await text(), /server \d+: deadpeer serve/);
    await page.keyboard.press("ArrowUp");
    assert.match(await text(), /5\.12\.1/);
    await page.locator(".ladder-frame").focus();
    await page.keyboard.press("End");
    const last = await page.locator(".row.selected").boundingBox();
    const frame = await page.locator(".ladder-frame").boundingBox();
    assert.ok(
      last && frame && last.y > frame.y && last.y < frame.y + frame.height,
      "what is selected is seen",
    );
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("k");
    assert.notEqual(await page.locator(".row.selected").boundingBox(), last);
  },
);

pageTest(
  "without JavaScript the verdict and the statements are there",
  section,
  async (_t, browser, address) => {
    const { page } = await openPage(browser, address, { javaScriptEnabled: false });
    const text = (await page.locator("main").textContent()) ?? "";
    for (const part of [
      /noticed on-use/,
      /noticed at-once/,
      /5\.12\.7/,
      /str_cli: server terminated prematurely/,
      /needs JavaScript/,
    ])
      assert.match(text, part);
  },
);

for (const [name, options] of [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["360 pixels wide", { viewport: { width: 360, height: 740 } }],
  ["forced to stand still, 4K", { viewport: { width: 3840, height: 2160 }, reducedMotion: "reduce" }],
] as const) {
  pageTest(
    `${name}: axe finds no serious fault, and nothing is wider than the window`,
    section,
    async (_t, browser, address) => {
      const { page, complaints } = await openPage(browser, address, options);
      await page.waitForSelector(".row");
      await page.locator(".observations summary").first().click();
      assert.deepEqual(await accessibilityFaults(page), []);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(overflow, 0);
      assert.deepEqual(complaints, []);
    },
  );
}

pageTest(
  "on paper the whole ladder is drawn",
  () => alone(goldenRun("run-5-12")),
  async (_t, browser, address) => {
    const { page } = await openPage(browser, address, { viewport: { width: 900, height: 500 } });
    await page.waitForSelector(".row");
    const rows = drawRun(goldenRun("run-5-12")).rows.length;
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.waitForFunction((count) => document.querySelectorAll(".row").length === count, rows);
  },
);

pageTest(
  "what a program prints is shown, and is never more than text",
  () => {
    const facts = [
      ...opened,
      [100, { kind: "fault", fault: "kill", pid: 7, text: HOSTILE }],
      [101, segment("< F. 14:14(0) ack 14")],
      [102, { kind: "process-ended", pid: 7 }],
      [103, sockets("CLOSE_WAIT", "FIN_WAIT2", 1)],
      [104, { kind: "printed", role: "client", text: HOSTILE }],
      [105, { kind: "printed", role: "client", text: "x".repeat(10_000_000) }],
    ] as const;
    const run = runOf(facts, { title: HOSTILE, commands: { server: HOSTILE, client: HOSTILE } });
    return [documentOf(run)];
  },
  async (_t, browser, address) => {
    const { page, complaints } = await openPage(browser, address);
    await page.waitForSelector(".row");
    assert.match((await page.locator(".verdict h1").textContent()) ?? "", /<\/script><script>/);
    assert.match(await page.title(), /^<\/script>/);
    assert.equal(await page.locator("img").count(), 0);
    assert.deepEqual(complaints, []);
    assert.ok(((await page.locator("body").textContent()) ?? "").length < 400_000);
  },
);

/** A transfer of so many segments. */
function bulk(count: number): RunRecord {
  const { client, server } = connection;
  const head = opened.length + 1;
  const facts = runOf(opened).observations;
  const segments = Array.from({ length: count }, (_, i) => {
    const isData = i % 2 === 0;
    return {
      id: head + i,
      atNs: 10e6 + i * 10_000,
      kind: "segment" as const,
      from: isData ? client : server,
      to: isData ? server : client,
      seq: (isData ? 12 + (i / 2) * 1448 : 5014) >>> 0,
      ack: (isData ? 5014 : 12 + ((i + 1) / 2) * 1448) >>> 0,
      flags: isData ? "P." : ".",
      window: 64,
      length: isData ? 1448 : 0,
      payload: "",
    };
  });
  return { ...runOf(opened), observations: [...facts, ...segments] };
}

pageTest(
  "of 100,000 segments only what can be seen is drawn, and the last can be gone to",
  () => [documentOf(bulk(100_000))],
  async (_t, browser, address) => {
    const { page, complaints } = await openPage(browser, address);
    await page.waitForSelector(".row", { timeout: 60_000 });
    assert.ok((await page.locator(".row").count()) < 200);
    await page.getByRole("slider").focus();
    await page.keyboard.press("End");
    await page.waitForFunction(
      () => document.querySelector(".row.selected")?.getAttribute("data-id") === "100008",
    );
    assert.ok((await page.locator("[data-arrow]").count()) < 200);
    assert.deepEqual(complaints, []);
  },
);

/** Clients against faults, each with a verdict of its own. */
function many(count: number): RunDocument {
  const run = goldenRun("run-5-12");
  const noticed = ["at-once", "late", "on-use", "never"] as const;
  const runs = Array.from({ length: count }, (_, i): RunRecord => ({
    ...run,
    scenario: "experiment",
    commands: { server: "a server", client: `client ${i % 50}` },
    fault: ["kill", "close", "reset", "stop"][i % 4] ?? "kill",
    verdict: { ...run.verdict, noticed: noticed[i % 4] ?? "never", grade: i % 3 === 0 ? "fail" : "pass" },
  }));
  return { ...goldenDocument("run-5-12"), scenario: "all", runs };
}

pageTest(
  "the matrix: a cell for each client and fault, filters, and each cell opens its run",
  () => [many(1000)],
  async (_t, browser, address) => {
    const { page, complaints } = await openPage(browser, address);
    await page.waitForSelector(".matrix");
    assert.equal(await page.locator("tbody tr").count(), 50);
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByLabel("grade").selectOption("fail");
    await page.getByText("334 shown").waitFor();
    await page.getByRole("searchbox").fill("client 49");
    await page.locator("tbody tr").nth(1).waitFor({ state: "detached" });
    const cell = page.locator(".cell").first();
    assert.match((await cell.getAttribute("aria-label")) ?? "", /^fail: noticed /);
    await cell.click();
    await page.waitForSelector(".row");
    assert.match(page.url(), /#run=\d+$/);
    await page.goBack();
    await page.waitForSelector(".matrix");
    assert.deepEqual(complaints, []);
  },
);
