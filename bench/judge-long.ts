// Judges the run in a file, and prints how long that took and how much memory the process had at most (part twelve).

import { readFileSync } from "node:fs";
import { judge } from "../src/run/judge.ts";
import type { RunDocument } from "../src/timeline/record.ts";

const [, , file = ""] = process.argv;
const document = JSON.parse(readFileSync(file, "utf8")) as RunDocument;
const [evidence] = document.runs;
if (evidence === undefined) throw new Error(`no run in ${file}`);
const before = performance.now();
judge("experiment", evidence, "noticed!=never");
const ms = performance.now() - before;
console.log(JSON.stringify({ ms, peakMb: process.resourceUsage().maxRSS / 1024 }));
