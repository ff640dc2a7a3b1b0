// Part seven: the report's page in Chromium, of an ordinary run, of 100,000 segments, of 1,000 runs; and what writing it
// costs.

import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import type { Browser } from "playwright-core";
import type { RunDocument } from "../src/timeline/record.ts";
import { type Effort, amountOf, roundsOf } from "./effort.ts";
import { median } from "./numbers.ts";
import { ROUNDS, inBrowser, openPage, timeOpening } from "./pages.ts";
import { type Measured, type Part, target } from "./part.ts";
import { cli, library } from "./paths.ts";
import { FINISHED, missing, run, temporaryDirectory } from "./programs.ts";
import { lengthen, multiply } from "./saved-runs.ts";

// The built one: the page's parts are bundled beside it.
const { renderCapture, renderPage } = (await import(library)) as typeof import("../src/index.ts");

const SEGMENTS = 100_000;
const RUNS = 1000;
const SCROLL_STEPS = 60;
/** A notch of a mouse's wheel; every other step is a page. */
const WHEEL_PX = 120;

/** In milliseconds, unless it says otherwise. Without a browser only the first two and tshark. */
interface Times {
  readonly pageBytes: number;
  readonly writeMs: readonly number[];
  readonly drawnMs?: readonly number[];
  readonly bulkMs?: readonly number[];
  readonly scrollMs?: readonly number[];
  readonly matrixMs?: readonly number[];
  readonly tsharkMs: number | undefined;
}

export const report: Part = {
  title: "7  The report",
  needs: [],
  peers: ["chromium", "tshark"],
  measure: async (effort) => describe(await measureReport(effort), amountOf(effort, SEGMENTS)),
};

async function measureReport(effort: Effort): Promise<Times> {
  const rounds = roundsOf(effort, ROUNDS);
  const directory = temporaryDirectory();
  await run([execPath, cli, "run", "5.12", "--out", directory], { okCodes: FINISHED });
  const page = join(directory, "index.html");
  const document = JSON.parse(readFileSync(join(directory, "run.json"), "utf8")) as RunDocument;
  const [bulk, matrix] = [join(directory, "bulk.html"), join(directory, "matrix.html")];
  const long = lengthen(document, amountOf(effort, SEGMENTS));
  writeFileSync(bulk, await renderPage([{ document: long, name: "bulk" }]));
  writeFileSync(matrix, await renderPage([{ document: multiply(document, RUNS), name: "many" }]));
  const writeMs = await timeWriting(document, rounds);
  const opened = await inBrowser(async (browser) => ({
    drawnMs: await timeOpening(browser, page, ".row", rounds),
    bulkMs: await timeOpening(browser, bulk, ".row", rounds),
    scrollMs: await timeScrolling(browser, bulk),
    matrixMs: await timeOpening(browser, matrix, ".matrix", rounds),
  }));
  return { pageBytes: statSync(page).size, writeMs, ...opened, tsharkMs: timeTshark(directory, long) };
}

/** The page, the document and the capture of an ordinary run. */
async function timeWriting(document: RunDocument, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const before = performance.now();
    JSON.stringify(document);
    renderCapture([document]);
    await renderPage([{ document, name: "run.json" }]);
    times.push(performance.now() - before);
  }
  return times;
}

/** Of many steps: from setting the place to the frame that shows it. */
async function timeScrolling(browser: Browser, file: string): Promise<number[]> {
  const page = await openPage(browser, file, ".row");
  const times = await page.evaluate<number[]>(`(async () => {
    await new Promise((done) => requestIdleCallback(done)); // what stands below the ladder has been drawn, too
    const frame = document.querySelector(".ladder-frame");
    const times = [];
    for (let i = 0; i < ${SCROLL_STEPS}; i += 1) {
      const before = performance.now();
      frame.scrollTop += i % 2 === 0 ? ${WHEEL_PX} : frame.clientHeight;
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
      times.push(performance.now() - before);
    }
    return times;
  })()`);
  await page.close();
  return times;
}

function timeTshark(directory: string, document: RunDocument): number | undefined {
  const file = join(directory, "bulk.pcapng");
  writeFileSync(file, renderCapture([document]));
  const before = performance.now();
  const { status } = spawnSync("tshark", ["-r", file], { stdio: ["ignore", "ignore", "ignore"] });
  return status === 0 ? performance.now() - before : undefined;
}

function describe(times: Times, count: number): Measured {
  const { pageBytes, writeMs, drawnMs = [], bulkMs = [], scrollMs = [], matrixMs = [], tsharkMs } = times;
  const under = (
    what: string,
    samples: readonly number[],
    limit: number,
    of: (samples: readonly number[]) => number = median,
  ): Measured["targets"] =>
    samples.length === 0
      ? []
      : [target(what, `under ${limit} ms`, `${of(samples).toFixed(0)} ms`, of(samples) < limit)];
  const slowest = (samples: readonly number[]): number => Math.max(...samples);
  const segments = count.toLocaleString("en");
  const absent = missing("chromium");
  return {
    lines: [
      ...(absent === undefined
        ? [
            `medians of ${drawnMs.length} openings in a Chromium that runs already, from navigation to the`,
            "frame that shows it",
          ]
        : [`no page is opened: ${absent}`]),
      missing("tshark") ?? `tshark -r of the capture of ${segments} segments: ${tsharkMs?.toFixed(0)} ms`,
    ],
    figures: {
      "5.12 drawn, ms": drawnMs,
      [`${segments} segments opened, ms`]: bulkMs,
      "scroll step in them, ms": scrollMs,
      [`matrix of ${RUNS} runs, ms`]: matrixMs,
      "writing page, document and capture, ms": writeMs,
    },
    targets: [
      target(
        "page of a 5.12 run",
        "under 300 KB",
        `${(pageBytes / 1000).toFixed(0)} KB`,
        pageBytes < 300_000,
      ),
      ...under("5.12 drawn", drawnMs, 200),
      ...under(`${segments} segments opened`, bulkMs, 2000),
      ...under("slowest scroll step in them", scrollMs, 50, slowest),
      ...under(`matrix of ${RUNS.toLocaleString("en")} runs`, matrixMs, 1000),
      ...under("writing page, document and capture (slowest)", writeMs, 100, slowest),
    ],
    failures: [],
    measurements: times,
  };
}
