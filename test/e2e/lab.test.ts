// The lab in a browser: what is done in its page is done to real processes and sockets, and what the page shows is what the
// kernel said.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ofKind } from "../../src/timeline/queries.ts";
import { accessibilityFaults, openBrowser, openPage } from "./browser.ts";
import { anyUser, cli, quoted, temporaryDirectory } from "./harness.ts";
import { arrows, drag, drawTheSame, isSeen, press, say, screen, shows, states } from "./lab-page.ts";
import { openLab } from "./open-lab.ts";

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
    await shows(page, /good morning\n+good morning/);
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
    await shows(page, /server terminated prematurely/);
    await press(page, "Connect another client");
    await isSeen(page, "serving");
    assert.deepEqual(await accessibilityFaults(page), []);

    // Who comes later sees the same, and so does whoever comes back.
    const late = await openPage(browser, lab.address);
    await isSeen(late.page, "serving");
    await drawTheSame(late.page, page);
    await page.reload();
    await isSeen(page, "serving");
    await drawTheSame(late.page, page);
    for (const each of [late.page, page])
      await shows(each, /good morning\n+good morning\n+is anybody there\n+str_cli/);
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

const WICKED = [
  "</script><img src=x onerror=alert(1)>",
  "\u001B]8;;https://evil.example/\u0007link\u001B]8;;\u0007",
  "\u001B]52;c;aGVsbG8=\u0007\u001B]0;another title\u0007\u001B[6n\u001B[?1049h\u009B31m",
  "\u202Etxt.exe\u2066",
].join("");

test("what a program prints and sends is shown, and does nothing", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const directory = temporaryDirectory(t);
  const [program, mayListen] = [join(directory, "client.mjs"), join(directory, "may-listen")];
  writeFileSync(
    program,
    `import { connect } from "node:net";
    const socket = connect(Number(process.env.PORT), process.env.HOST);
    const wicked = ${JSON.stringify(`${WICKED}\n`)};
    process.stdin.once("data", () => socket.write(wicked));
    socket.on("data", (text) => process.stdout.write(text));`,
  );
  const server = `echo warming up; until [ -e ${quoted(mayListen)} ]; do sleep 0.05; done
    exec ${quoted(process.execPath)} ${quoted(cli)} serve --host 0.0.0.0 --port $PORT`;
  const lab = await openLab(t, [
    "--start-ms",
    "60000",
    "--server",
    server,
    "--client",
    `exec ${quoted(process.execPath)} ${quoted(program)}`,
  ]);
  const { page, complaints } = await openPage(browser, lab.address);
  t.after(() => page.context().close());
  // What comes before there is a connection, too.
  await page.locator(".terminal.server .xterm-rows").getByText("warming up").waitFor();
  assert.equal(await page.locator("#do-kill").count(), 0);
  writeFileSync(mayListen, "");
  await page.waitForSelector("#do-kill");
  await say(page, HOSTILE);
  await shows(page, /txt\.exe/); // on the terminal's other screen, to which it has switched
  assert.equal(await page.title(), "deadpeer lab");
  assert.equal(await page.locator("a[href*=evil], img, script:not([src])").count(), 0);
  assert.equal(page.context().pages().length, 1);
  const raw = await page.evaluate(() => document.body.innerText);
  assert.doesNotMatch(
    raw,
    /[\u202A-\u202E\u2066-\u2069]/,
    "nothing turns the direction of what stands beside it",
  );
  const { runs } = await lab.end(() => press(page, "End and save"));
  assert.ok(ofKind(runs[0]?.observations ?? [], "printed").some(({ text }) => text.includes("evil.example")));
  assert.deepEqual(complaints, []);
});

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
  await page
    .locator(".held li", { hasText: /^FIN server to client/ })
    .first()
    .waitFor();
  await say(page, HOSTILE);
  await page.locator(".row.typed .words", { hasText: HOSTILE }).waitFor();
  const rst = page.locator(".held li", { hasText: /^RST/ }).first();
  await rst.waitFor();
  const first = page.locator(".held li").first();
  await drag(page, rst, first);
  await first.getByText("RST").waitFor();
  await page.getByRole("button", { name: "Move the RST down" }).first().press("Enter");
  await first.getByText("FIN").waitFor();
  await rst.getByRole("button", { name: "Release this one" }).press("Enter");
  await shows(page, /ECONNRESET/);
  assert.equal(await page.locator(".held li", { hasText: /^FIN/ }).first().isVisible(), true, "it waits on");
  assert.deepEqual(await accessibilityFaults(page), []);

  await page.getByLabel("What to walk").selectOption("5.12/both");
  await press(page, "Begin this");
  await page.getByText("Run 2").waitFor();
  await page.waitForSelector("#do-kill");
  assert.equal((await screen(page)).trim(), "");
  // What had the focus is gone, and whoever uses a keyboard is not sent to the top.
  assert.equal(await page.evaluate(() => document.activeElement?.closest(".cards") !== null), true);
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
