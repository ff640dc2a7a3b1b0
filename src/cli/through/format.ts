// What a proxy makes of each ending, as text: a table, and a sentence for each row.

import { sanitize } from "../../report/sanitize.ts";
import { type Style, type Terminal, paint, wrap } from "../../report/terminal.ts";
import type { Through } from "../../run/measure-through.ts";
import type { RunRecord } from "../../timeline/record.ts";
import type { Passage } from "../../timeline/verdict-record.ts";
import type { ExpectationOutcome } from "../../timeline/words.ts";
import { passageInWords } from "../../timeline/passage-words.ts";
import type { Checked } from "./expectations.ts";
import type { ThroughCommand } from "./options.ts";

const COLUMNS = [18, 8, 9, 21] as const;
/** With less, each row is a paragraph. */
const LEAST_WIDTH = 80;

export function formatThrough(
  all: readonly Through[],
  { commands }: ThroughCommand,
  checked: readonly Checked[],
  terminal: Terminal,
): string[] {
  const title = (["proxy", "server", "client"] as const).flatMap((name) =>
    wrap(`${name}: ${sanitize(commands[name])}`, terminal.width, 2).map((line) =>
      paint(terminal, "bold", line),
    ),
  );
  const sentences = all.flatMap(({ ending, passage, proxyEnded }) =>
    wrap(`${ending}: ${sanitize(passageInWords(passage))}${ofProxy(proxyEnded)}`, terminal.width - 2, 2).map(
      (line) => `  ${line}`,
    ),
  );
  const outcomes = checked.map(({ expected, observed, outcome }) => {
    const seen = outcome === "unknown" ? "is not known" : observed;
    const text = outcome === "pass" ? expected : `${expected}, and it ${seen}`;
    return `  ${paint(terminal, styles[outcome], outcome.padEnd(8))} ${text}`;
  });
  const checks = outcomes.length === 0 ? [] : ["", ...outcomes];
  return [...title, "", ...table(all, terminal), "", ...sentences, ...checks];
}

function ofProxy(ended: string | undefined): string {
  return ended === undefined ? "" : ` The proxy itself ended (${ended}).`;
}

const styles: Readonly<Record<ExpectationOutcome, Style>> = { pass: "green", fail: "red", unknown: "yellow" };

function table(all: readonly Through[], terminal: Terminal): string[] {
  if (terminal.width < LEAST_WIDTH)
    return all.flatMap((each) => [
      `  ${each.ending}: ${each.passage.word}`,
      ...wrap(`the client without the proxy: ${ofClient(each.direct)}`, terminal.width - 4, 2).map(
        (line) => `    ${line}`,
      ),
      ...wrap(`through it: ${ofClient(each.through)}`, terminal.width - 4, 2).map((line) => `    ${line}`),
    ]);
  const row = (cells: readonly string[]): string =>
    `  ${cells.map((cell, i) => cell.padEnd(COLUMNS[i] ?? 0)).join("")}`.trimEnd();
  return [
    row(["", "reached", "proxy", "client without it", "client through it"]),
    ...all.map(({ ending, passage, direct, through }) =>
      row([ending, reached(passage), passage.word, ofClient(direct), ofClient(through)]),
    ),
  ];
}

function reached({ reached: what }: Passage): string {
  return what === undefined ? "?" : what === "silence" ? "nothing" : what.toUpperCase();
}

/** `at-once exits`; `-` where no client is judged. */
function ofClient(run: RunRecord | undefined): string {
  if (run === undefined) return "-";
  const { noticed, reaction, grade } = run.verdict;
  return grade === "inconclusive" ? "inconclusive" : `${noticed} ${reaction}`;
}
