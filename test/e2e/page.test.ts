// The report's page in a real browser: what is where, links, keyboard, other widths and colours, harm that is meant.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { drawRun } from "../../src/picture/picture.ts";
import type { RunDocument, RunRecord } from "../../src/timeline/record.ts";
import { goldenDocument, goldenRun } from "../unit/golden.ts";
import { accessibilityFaults, openPage, pageTest } from "./browser.ts";

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
  async (browser, address) => {
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
  async (browser, address) => {
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

pageTest("the two clients of the section stand side by side", section, async (browser, address) => {
  const { page, complaints } = await openPage(browser, address, { viewport: { width: 1500, height: 900 } });
  await page.waitForSelector(".pair article:nth-of-type(2) .row");
  const boxes = await page
    .locator("article .ladder")
    .evaluateAll((ladders) => ladders.map((each) => each.getBoundingClientRect().toJSON() as DOMRect));
  assert.equal(boxes.length, 2);
  assert.equal(boxes[0]?.top, boxes[1]?.top);
  assert.ok((boxes[0]?.right ?? 0) <= (boxes[1]?.left ?? 0));
  const headlines = await page.locator(".headline").allTextContents();
  assert.match(headlines.join(), /noticed only on use.*noticed at once/);
  assert.deepEqual(complaints, []);
});

pageTest(
  "a moment is linked to: by the verdict, by a statement, by the address, and back",
  section,
  async (browser, address) => {
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
  async (browser, address) => {
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
    const atTheEnd = await text();
    await page.keyboard.press("k");
    assert.notEqual(await text(), atTheEnd);
    await page.keyboard.press("j");
    assert.equal(await text(), atTheEnd);
  },
);

pageTest("without JavaScript the verdict and the statements are there", section, async (browser, address) => {
  const { page } = await openPage(browser, address, { javaScriptEnabled: false });
  const text = (await page.locator("main").textContent()) ?? "";
  for (const part of [
    /noticed only on use/,
    /noticed at once/,
    /5\.12\.7/,
    /str_cli: server terminated prematurely/,
    /needs JavaScript/,
  ])
    assert.match(text, part);
});

for (const [name, options] of [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["360 pixels wide", { viewport: { width: 360, height: 740 } }],
  ["forced to stand still, 4K", { viewport: { width: 3840, height: 2160 }, reducedMotion: "reduce" }],
] as const) {
  pageTest(
    `${name}: axe finds no serious fault, and nothing is wider than the window`,
    section,
    async (browser, address) => {
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
  async (browser, address) => {
    const { page } = await openPage(browser, address, { viewport: { width: 900, height: 500 } });
    await page.waitForSelector(".row");
    const rows = drawRun(goldenRun("run-5-12")).rows.length;
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.waitForFunction((count) => document.querySelectorAll(".row").length === count, rows);
  },
);

pageTest(
  "a script that is not the page's own does not run, wherever it came in",
  () => alone(goldenRun("run-5-12")),
  async (browser, address) => {
    const path = fileURLToPath(address);
    const script =
      "<script>document.title = 'harmed'</script><img src=x onerror=\"document.title = 'harmed'\">";
    writeFileSync(path, readFileSync(path, "utf8").replace("</body>", `${script}</body>`));
    const { page, complaints } = await openPage(browser, address);
    await page.waitForSelector(".row");
    assert.doesNotMatch(await page.title(), /harmed/);
    assert.match(complaints.join("\n"), /Content Security Policy/);
  },
);

pageTest(
  "no text hides or runs backwards, in the ladder either",
  () => {
    const run = goldenRun("run-5-12");
    const text = "a\u202eb\u061c\u200b\u009bc";
    const observations = run.observations.map((each) => (each.kind === "step" ? { ...each, text } : each));
    const verdict = { ...run.verdict, summary: [text] };
    return alone({ ...run, title: text, observations, verdict, commands: { server: text, client: text } });
  },
  async (browser, address) => {
    const { page } = await openPage(browser, address);
    await page.waitForSelector(".row");
    const html = await page.evaluate(() => document.documentElement.innerText + document.body.outerHTML);
    assert.match(html, /a\?b\?\?\?c/);
    assert.doesNotMatch(html, /[\p{Cf}\u0080-\u009f]/u);
  },
);
