// Makes the pictures of docs/images from runs made now: node tools/screenshots.js (needs chromium).

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
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
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(images, `${name}.png`) });
  await page.close();
}
await photographLab();
await browser.close();
rmSync(directory, { recursive: true });

/** Two clients on one server: its process that serves the first is killed, and both have typed. */
async function photographLab() {
  const lab = spawn(process.execPath, ["dist/cli/main.js", "lab", "--out", join(directory, "lab")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(lab, "exit");
  const [told] = await once(lab.stdout, "data");
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  await page.goto(/http:\S+/.exec(String(told))[0]);
  const press = (name) => page.getByRole("button", { name, exact: true }).first().click();
  const type = async (label, line) => {
    await page.getByLabel(label).fill(line);
    await page.getByLabel(label).press("Enter");
  };
  await page.waitForSelector("#do-kill");
  await type("Type to the client", "good morning");
  await page.waitForSelector("[data-card=line].ticked");
  await press("Start: The select() client");
  await page.waitForFunction(() => document.getElementById("client-input-2")?.readOnly === false);
  await type("Type to client 2", "good evening");
  await page.waitForSelector("[data-card=line].ticked");
  await page.getByLabel("are about client 1").check();
  await press("Next step");
  await page.getByLabel("A FIN (an orderly end)").check();
  await press("Kill");
  await page.waitForSelector("[data-card=silence].ticked");
  await press("Run netstat");
  await page.waitForSelector("[data-card=table].ticked");
  await type("Type to the client", "another line");
  await page.waitForSelector("[data-card=ended].ticked");
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
  await page.screenshot({ path: join(images, "lab.png") });
  await page.close();
  lab.kill("SIGINT");
  await ended;
}
