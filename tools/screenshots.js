// Makes the pictures of docs/images from runs made now: node tools/screenshots.js (needs chromium).

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const images = resolve("docs/images");
mkdirSync(images, { recursive: true });
const directory = mkdtempSync(join(tmpdir(), "deadpeer-screenshots-"));

function deadpeer(...args) {
  const { status, stderr } = spawnSync(process.execPath, ["dist/cli/main.js", ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`deadpeer ${args.join(" ")}: ${stderr}`);
}

/** Where the page of a run is. */
function pageOf(name, ...args) {
  const out = join(directory, name);
  deadpeer("run", ...args, "--out", out);
  return pathToFileURL(join(out, "index.html")).href;
}

const section = pageOf("section");
const crash = pageOf("crash", "5.14");
const all = pageOf("all", "all");
const shots = [
  ["5-12-both-clients", section, { width: 1500, height: 1210 }, "light"],
  ["5-12-dark", `${section}#run=0`, { width: 1100, height: 1150 }, "dark"],
  ["5-14-host-crash", `${crash}#run=0`, { width: 1100, height: 1150 }, "light", /^the client notices/],
  ["all-sections", all, { width: 1200, height: 900 }, "light"],
  ["narrow", `${section}#run=1`, { width: 360, height: 900 }, "light"],
];

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
for (const [name, address, viewport, colorScheme, moment] of shots) {
  const page = await browser.newPage({ viewport, colorScheme });
  await page.goto(address);
  await page.waitForSelector(".row, .matrix");
  if (moment) await page.getByRole("button", { name: moment }).first().click();
  await page.screenshot({ path: join(images, `${name}.png`) });
  await page.close();
}
await browser.close();
rmSync(directory, { recursive: true });
