// Saved documents as Markdown, for a comment on a pull request or a job's summary.

import type { RunDocument, RunRecord } from "../timeline/record.ts";
import { formatDuration } from "../timeline/units.ts";
import { formatAnswers } from "./answers.ts";
import { sanitize } from "./sanitize.ts";

/** A table of all runs; below it, folded, what each of them has to say. GitHub's dialect: tables, `<details>`. */
export function renderMarkdown(documents: readonly RunDocument[]): string {
  const runs = documents.flatMap((document) => document.runs);
  const repeats = documents.flatMap((document) => document.repeats ?? []);
  const rows = runs.map(
    ({ title, fault, moment, verdict }) =>
      `| ${grades[verdict.grade]} | ${text(title, 80)} | ${fault}@${moment} | ${text(noticed(verdict))} | ${verdict.reaction} |`,
  );
  return [
    `### deadpeer: ${summary(runs)}`,
    "",
    "| | client | fault | noticed | reaction |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    ...repeats.map(
      ({ title, proven, times, answers }) =>
        `- ${text(title)}: seen ${proven} of ${times} times: ${text(formatAnswers(answers))}`,
    ),
    ...runs.flatMap(describeRun),
  ].join("\n");
}

const grades: Readonly<Record<RunRecord["verdict"]["grade"], string>> = {
  pass: "✅ pass",
  fail: "❌ fail",
  inconclusive: "⚠️ inconclusive",
  skipped: "⏭️ skipped",
};

function summary(runs: readonly RunRecord[]): string {
  const count = (grade: string): number => runs.filter(({ verdict }) => verdict.grade === grade).length;
  const parts = ["pass", "fail", "inconclusive", "skipped"].map((grade) => [count(grade), grade] as const);
  return parts
    .filter(([number]) => number > 0)
    .map(([number, grade]) => `${number} ${grade}`)
    .join(", ");
}

function noticed({ noticed: how, afterNs }: RunRecord["verdict"]): string {
  return afterNs === undefined ? how : `${how}, ${formatDuration(afterNs)}`;
}

function describeRun(run: RunRecord): string[] {
  const { title, verdict, statements, expectations, commands } = run;
  const missed = expectations.filter(({ outcome }) => outcome !== "pass");
  return [
    `<details${verdict.grade === "fail" ? " open" : ""}><summary>${html(title, 80)}</summary>`,
    "",
    ...verdict.summary.map((sentence) => `${text(sentence)}  `),
    "",
    ...missed.map(({ expected, observed }) => `- expected ${code(expected)}, observed ${code(observed)}`),
    ...statements.map(
      ({ id, text: said, outcome, note }) => `- **${outcome}** ${id}: ${text(said)} (${text(note)})`,
    ),
    "",
    `Server ${code(commands.server)}, client ${code(commands.client)}.`,
    "",
    "</details>",
    "",
  ];
}

/** Nothing in it is markup, a mention or a link. */
function text(raw: string, limit = 300): string {
  return html(raw.replace(/[\\`*_{}[\]()#|~!]/g, "\\$&"), limit);
}

/** Inside of an element Markdown is not read. */
function html(raw: string, limit: number): string {
  return sanitize(raw, limit)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/@/g, "@\u200b")
    .replace(/:\/\//g, ":\u200b//");
}

/** A fence longer than any run of backticks in it (CommonMark 6.1); a bar would end a table's cell. */
function code(raw: string): string {
  const shown = sanitize(raw, 200).replace(/\|/g, "\\|");
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}
