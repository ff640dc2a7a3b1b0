// Part fourteen: the lab: from the command to a page that can be used, beside an empty page of the same size, and from a
// segment on the wire to its arrow on the screen.

import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { RunDocument } from "../src/timeline/record.ts";
import { type Effort, amountOf, roundsOf } from "./effort.ts";
import { median } from "./numbers.ts";
import { inBrowser } from "./pages.ts";
import { type Measured, type Part, target } from "./part.ts";
import { cli } from "./paths.ts";
import { temporaryDirectory } from "./programs.ts";

const ROUNDS = 7;
const LINES = 60;
const LINE_EVERY_MS = 100;
const SHOWN = "shown ";
/** How long Chromium is left alone with a new tab. */
const SETTLED_MS = 1000;

export const lab: Part = {
  title: "14 The lab",
  needs: ["chromium"],
  peers: [],
  measure: measureLab,
};

async function measureLab(effort: Effort): Promise<Measured> {
  const measured = await inBrowser(async (browser) => {
    const openings: Opening[] = [];
    for (let i = 0; i < roundsOf(effort, ROUNDS); i += 1) openings.push(await timeOpening(browser));
    return { openings, shownMs: await timeSegments(browser, amountOf(effort, LINES)) };
  });
  return describe(measured ?? { openings: [], shownMs: [] });
}

interface Opening {
  /** From the command's start: its address is printed, its page can be used. */
  readonly addressMs: number;
  readonly usableMs: number;
  /** From the beginning of navigation, of a page as large in which nothing is. */
  readonly emptyMs: number;
}

async function timeOpening(browser: Browser): Promise<Opening> {
  const directory = temporaryDirectory();
  const emptyMs = await timeEmptyPage(browser, directory);
  const tab = await openTab(browser, "#do-kill[aria-disabled=false]");
  const beganMs = now();
  const opened = openLab(directory);
  const address = await opened.address;
  const addressMs = now() - beganMs;
  const usableMs = (await tab.show(address)) - beganMs;
  await tab.close();
  await opened.end();
  return { addressMs, usableMs, emptyMs };
}

async function timeEmptyPage(browser: Browser, directory: string): Promise<number> {
  const tab = await openTab(browser, "body");
  const beganMs = now();
  const shownAtMs = await tab.show(emptyPage(directory));
  await tab.close();
  return shownAtMs - beganMs;
}

const now = (): number => performance.timeOrigin + performance.now();

interface OpenLab {
  readonly address: Promise<string>;
  end(): Promise<void>;
}

function openLab(directory: string): OpenLab {
  const child = spawn(execPath, [cli, "lab", "--out", directory], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = new Promise<string>((resolve, reject) => {
    let told = "";
    child.stdout.on("data", (piece) => {
      told += String(piece);
      const [found] = /http:\S+/.exec(told) ?? [];
      if (found !== undefined) resolve(found);
    });
    void ended.then((code) => reject(new Error(`deadpeer lab ended with exit code ${String(code)}`)));
  });
  return {
    address,
    async end() {
      child.kill("SIGINT");
      await ended;
    },
  };
}

/** With a script and styles as large as the lab's, which are comments. */
function emptyPage(directory: string): string {
  const fill = (name: string): void => {
    const { size } = statSync(fileURLToPath(new URL(`../../dist/lab/page/${name}`, import.meta.url)));
    writeFileSync(join(directory, name), `/*${"x".repeat(size)}*/`);
  };
  for (const name of ["app.js", "screen.js", "app.css"]) fill(name);
  const page = join(directory, "empty.html");
  writeFileSync(
    page,
    '<!doctype html><link rel="stylesheet" href="app.css"><p>…</p><script src="app.js"></script><script src="screen.js"></script>',
  );
  return pathToFileURL(page).href;
}

interface Tab {
  /** Returns when the frame was there that shows what is waited for. */
  show(address: string): Promise<number>;
  close(): Promise<void>;
}

/**
 * A tab of a browser that has nothing else to do: a context of its own, which the bench makes for it and nobody's browser
 * does, keeps Chromium busy for longer than it takes to open. Nothing asks again and again whether it is there, not even
 * once a frame: Chromium would draw one each time, with the processors that the lab needs.
 */
async function openTab(browser: Browser, selector: string): Promise<Tab> {
  const page = await openPage(browser);
  await page.addInitScript(`(() => {
    const look = () => {
      if (!document.querySelector(${JSON.stringify(selector)})) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => console.info(${JSON.stringify(SHOWN)}, performance.timeOrigin + performance.now()), 0));
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { childList: true, subtree: true, attributes: true });
  })()`);
  await delay(SETTLED_MS);
  return {
    async show(address) {
      const shown = page.waitForEvent("console", (message) => message.text().startsWith(SHOWN));
      await page.goto(address, { waitUntil: "commit" });
      return Number((await shown).text().slice(SHOWN.length));
    },
    close: async () => await page.close(),
  };
}

async function openPage(browser: Browser): Promise<Page> {
  return await browser.newPage({ viewport: { width: 1400, height: 900 } });
}

/** Of each segment of lines that are typed, how long after it was sent its arrow is in a frame. */
async function timeSegments(browser: Browser, lines: number): Promise<number[]> {
  const directory = temporaryDirectory();
  const opened = openLab(directory);
  const page = await openPage(browser);
  await page.goto(await opened.address);
  await page.waitForSelector("#do-kill[aria-disabled=false]");
  const drawn = await page.evaluate<readonly (readonly [string, number])[]>(`(async () => {
    const drawn = new Map();
    const look = () => {
      const fresh = [...document.querySelectorAll(".row.segment")].map((row) => row.dataset.time).filter((time) => !drawn.has(time));
      for (const time of fresh) drawn.set(time, undefined);
      if (fresh.length > 0) requestAnimationFrame(() => setTimeout(() => {
        for (const time of fresh) drawn.set(time, performance.timeOrigin + performance.now());
      }, 0));
    };
    look();
    const earlier = new Set(drawn.keys());
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
    for (let i = 0; i < ${lines}; i += 1) {
      await fetch("orders", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ do: "say", text: "line " + i }) });
      await new Promise((resolve) => setTimeout(resolve, ${LINE_EVERY_MS}));
    }
    return [...drawn].filter(([time, atMs]) => !earlier.has(time) && atMs !== undefined);
  })()`);
  await opened.end();
  await page.close();
  const { runs } = JSON.parse(readFileSync(join(directory, "run.json"), "utf8")) as RunDocument;
  const [run] = runs;
  if (run === undefined || drawn.length < lines) throw new Error(`only ${drawn.length} segments were drawn`);
  const zeroMs = run.clock.startedAtMs;
  return drawn.map(([time, atMs]) => atMs - zeroMs - Number(time));
}

interface Times {
  readonly openings: readonly Opening[];
  readonly shownMs: readonly number[];
}

function describe(times: Times): Measured {
  const { openings, shownMs } = times;
  const of = (name: keyof Opening): number[] => openings.map((opening) => opening[name]);
  const inOrder = shownMs.toSorted((one, other) => one - other);
  const late = inOrder[Math.floor(inOrder.length * 0.99)] ?? Number.NaN;
  const under = (what: string, ms: number, limit: number): Measured["targets"][number] =>
    target(what, `under ${limit} ms`, `${ms.toFixed(0)} ms`, ms < limit);
  return {
    lines: [
      `medians of ${openings.length}, in an empty tab of a Chromium that runs already; ${shownMs.length} segments drawn`,
    ],
    figures: {
      "address printed, ms": of("addressMs"),
      "page can be used, ms": of("usableMs"),
      "empty page of that size, ms": of("emptyMs"),
      "segment drawn, ms": shownMs,
    },
    targets: [
      under("from the command to a page that can be used", median(of("usableMs")), 1000),
      under("a segment on the screen, median", median(shownMs), 50),
      under("one in a hundred", late, 150),
    ],
    failures: [],
    measurements: times,
  };
}
