// Where an earlier version has left its report, this one replaces it.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cli, deadpeer, quoted, temporaryDirectory } from "./harness.ts";

/** The head of a page that version 0.1.0 wrote. */
const OLD_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>The select() client: deadpeer</title>
<link rel="icon" href="data:,">
`;

test("a page of an earlier version is ours, too, however long its title is", async (t) => {
  const out = temporaryDirectory(t);
  const page = join(out, "index.html");
  writeFileSync(page, OLD_PAGE);
  const args = [
    "--client",
    `${"true ;".repeat(1000)} exec ${process.execPath} ${quoted(cli)} connect $HOST $PORT`,
  ];
  for (const time of [1, 2]) {
    const { code, stderr } = await deadpeer([
      "run",
      ...args,
      "--watch-ms",
      "50",
      "--control",
      "none",
      "--out",
      out,
    ]).outcome;
    assert.equal(code, 0, `time ${time}: ${stderr}`);
  }
  assert.ok(readFileSync(page, "utf8").length > OLD_PAGE.length);
});
