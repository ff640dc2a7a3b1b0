// `deadpeer tolerance`: how long a fault a client bears, and how soon it notices each death.

import { describeTerminal, paint } from "../../report/terminal.ts";
import { writeJson, writeLines } from "../../report/write.ts";
import { requireLinux } from "../../run/platform.ts";
import { measure } from "../../tolerance/measure.ts";
import type { Noticing, Try } from "../../tolerance/result.ts";
import { abortOnSignals } from "../shared/signals.ts";
import { formatTolerance, noticingInWords } from "./chart.ts";
import { type Checked, checkTolerance, exitCodeOf } from "./expectations.ts";
import { readArguments } from "./options.ts";

export { help } from "./help.ts";

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("deadpeer tolerance");
  const command = readArguments(args, showProgress);
  const terminal = describeTerminal(process.stdout, process.env);
  const interruption = abortOnSignals(process.stdout);
  const { search, title, json } = command;
  try {
    const tolerance = await measure(search, interruption.signal);
    const checked = checkTolerance(tolerance, command);
    if (json)
      writeJson(process.stdout, {
        client: title,
        upToMs: search.upToMs,
        ...tolerance,
        expectations: checked,
      });
    else {
      writeLines(process.stdout, formatTolerance(title, search.upToMs, tolerance, terminal));
      writeLines(process.stdout, checked.map(formatChecked));
    }
    return exitCodeOf(tolerance, checked);
  } catch (error) {
    return interruption.exitCodeFor(error);
  }

  function formatChecked({ expected, outcome }: Checked): string {
    const colour = ({ pass: "green", fail: "red", unknown: "yellow" } as const)[outcome];
    return `  ${paint(terminal, colour, outcome.padEnd(8))} ${expected}`;
  }
}

/** A measurement takes most of a minute: whoever looks at it sees that it goes on. */
function showProgress(news: Try | Noticing): void {
  if (process.stderr.isTTY) writeLines(process.stderr, [progressInWords(news)]);
}

function progressInWords(news: Try | Noticing): string {
  if ("noticed" in news) return `${news.fault}: ${noticingInWords(news)}`;
  const words = { borne: "borne", "not-borne": "not borne", unknown: "unknown" } as const;
  const gaveUp = news.gaveUpMs === undefined ? "" : `, gave up after ${Math.round(news.gaveUpMs)} ms`;
  return `${news.fault} of ${news.ms} ms: ${words[news.outcome]}${gaveUp}`;
}
