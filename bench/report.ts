// Part seven: the report's page in Chromium, of an ordinary run, of 100,000 segments, of 1,000 runs; and what writing it costs.

import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import type { Browser } from "playwright-core";
import type { RunDocument } from "../src/timeline/record.ts";
import { ROUNDS, openBrowser, openPage, timeOpening } from "./pages.ts";
import type { Part } from "./part.ts";
import { cli, library } from "./paths.ts";
import { run, temporaryDirectory } from "./programs.ts";
import { lengthen, multiply } from "./saved-runs.ts";

// The built one: the page's parts are bundled beside it.
const { renderCapture, renderPage } = (await import(library)) as typeof import("../src/index.ts");

const SEGMENTS = 100_000;
const RUNS = 1000;
const SCROLL_STEPS = 60;
/** A notch of a mouse's wheel; every other step is a page. */
const WHEEL_PX = 120;

interface Measured {
  readonly pageBytes: number;
  readonly writeMs: number;
  readonly drawnMs: number;
  readonly bulkMs: number;
  readonly scrollMs: number;
  readonly matrixMs: number;
  readonly tsharkMs: number | undefined;
}

export async function measureReport(): Promise<Part> {
  try {
    const measured = await measure();
    return { title: "7  The report", ...describe(measured), failures: [], measurements: { ...measured } };
  } catch (error) {
    return {
      title: "7  The report",
      lines: [],
      targets: [],
      failures: [(error as Error).message],
      measurements: {},
    };
  }
}

async function measure(): Promise<Measured> {
  const directory = temporaryDirectory();
  await run([execPath, cli, "run", "5.12", "--out", directory]);
  const page = join(directory, "index.html");
  const document = JSON.parse(readFileSync(join(directory, "run.json"), "utf8")) as RunDocument;
  const [bulk, matrix] = [join(directory, "bulk.html"), join(directory, "matrix.html")];
  const long = lengthen(document, SEGMENTS);
  writeFileSync(bulk, await renderPage([{ document: long, name: "bulk" }]));
  writeFileSync(matrix, await renderPage([{ document: multiply(document, RUNS), name: "many" }]));
  const writeMs = await timeWriting(document);
  const browser = await openBrowser();
  try {
    return {
      pageBytes: statSync(page).size,
      writeMs,
      drawnMs: await timeOpening(browser, page, ".row"),
      bulkMs: await timeOpening(browser, bulk, ".row"),
      scrollMs: await timeScrolling(browser, bulk),
      matrixMs: await timeOpening(browser, matrix, ".matrix"),
      tsharkMs: timeTshark(directory, long),
    };
  } finally {
    await browser.close();
  }
}

/** The page, the document and the capture of an ordinary run. */
async function timeWriting(document: RunDocument): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const before = performance.now();
    JSON.stringify(document);
    renderCapture([document]);
    await renderPage([{ document, name: "run.json" }]);
    times.push(performance.now() - before);
  }
  return Math.max(...times);
}

/** The slowest of many steps: from setting the place to the frame that shows it. */
async function timeScrolling(browser: Browser, file: string): Promise<number> {
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
  return Math.max(...times);
}

function timeTshark(directory: string, document: RunDocument): number | undefined {
  const file = join(directory, "bulk.pcapng");
  writeFileSync(file, renderCapture([document]));
  const before = performance.now();
  const { status } = spawnSync("tshark", ["-r", file], { stdio: ["ignore", "ignore", "ignore"] });
  return status === 0 ? performance.now() - before : undefined;
}

function describe(measured: Measured): Pick<Part, "lines" | "targets"> {
  const { pageBytes, writeMs, drawnMs, bulkMs, scrollMs, matrixMs, tsharkMs } = measured;
  const under = (what: string, value: number, limit: number): Part["targets"][number] => ({
    what,
    wanted: `under ${limit} ms`,
    measured: `${value.toFixed(0)} ms`,
    isMet: value < limit,
  });
  return {
    lines: [
      `medians of ${ROUNDS} openings in a Chromium that runs already, from navigation to the`,
      "frame that shows it",
      tsharkMs === undefined
        ? "tshark is not installed"
        : `${SEGMENTS.toLocaleString("en")} segments: the page ${bulkMs.toFixed(0)} ms, tshark -r of the capture ${tsharkMs.toFixed(0)} ms`,
    ],
    targets: [
      {
        what: "page of a 5.12 run",
        wanted: "under 300 KB",
        measured: `${(pageBytes / 1000).toFixed(0)} KB`,
        isMet: pageBytes < 300_000,
      },
      under("5.12 drawn", drawnMs, 200),
      under(`${SEGMENTS.toLocaleString("en")} segments opened`, bulkMs, 2000),
      under("slowest scroll step in them", scrollMs, 50),
      under(`matrix of ${RUNS.toLocaleString("en")} runs`, matrixMs, 1000),
      under("writing page, document and capture (slowest)", writeMs, 100),
    ],
  };
}
