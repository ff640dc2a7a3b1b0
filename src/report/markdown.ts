// Saved documents as Markdown, for a comment on a pull request or a job's summary.

import { faultAsWritten } from "../timeline/queries.ts";
import type { RunDocument, RunRecord } from "../timeline/record.ts";
import { formatDuration } from "../timeline/units.ts";
import { formatAnswers } from "./answers.ts";
import { formatCutShort } from "./many.ts";
import { code, element, markdown } from "./markdown-text.ts";

/** A table of all runs; below it, folded, the details of each. In GitHub's dialect: tables, `<details>`. */
export function renderMarkdown(documents: readonly RunDocument[]): string {
  const runs = documents.flatMap((document) => document.runs);
  const repeats = documents.flatMap((document) => document.repeats ?? []);
  const rows = runs.map((run) => {
    const { title, moment, verdict } = run;
    return markdown`| ${grades[verdict.grade]} | ${title.slice(0, 80)} | ${`${faultAsWritten(run)}@${moment}`} | ${noticed(verdict)} | ${did(verdict)} |`;
  });
  return [
    `### deadpeer: ${summary(runs)}`,
    "",
    "| | client | fault | noticed | reaction |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    ...repeats.map(
      ({ title, proven, times, answers }) =>
        markdown`- ${title}: seen ${proven} of ${times} times: ${formatAnswers(answers)}`,
    ),
    ...documents.flatMap(formatCutShort).map((line) => `\n${line}\n`),
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

/** Of a server that lived, whether the client bore it. */
function did({ reaction, patience }: RunRecord["verdict"]): string {
  return patience === undefined ? reaction : `${reaction}, ${patience}`;
}

function noticed({ noticed: how, afterNs }: RunRecord["verdict"]): string {
  return afterNs === undefined ? how : `${how}, ${formatDuration(afterNs)}`;
}

function describeRun(run: RunRecord): string[] {
  const { title, verdict, statements, expectations, commands } = run;
  const missed = expectations.filter(({ outcome }) => outcome !== "pass");
  return [
    `<details${verdict.grade === "fail" ? " open" : ""}><summary>${element(title, 80)}</summary>`,
    "",
    ...verdict.summary.map((sentence) => markdown`${sentence}  `),
    "",
    ...missed.map(({ expected, observed, outcome }) =>
      outcome === "unknown"
        ? markdown`- **unknown**: expected ${code(expected)}, and what came of it was not observed`
        : markdown`- **fail**: expected ${code(expected)}, observed ${code(observed)}`,
    ),
    ...statements.map(
      ({ id, text: said, outcome, note }) => markdown`- **${outcome}** ${id}: ${said} (${note})`,
    ),
    "",
    markdown`Server ${code(commands.server)}, client ${code(commands.client)}.`,
    "",
    "</details>",
    "",
  ];
}
