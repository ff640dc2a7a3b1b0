// Findings as a table, with the verdicts beside them.

import { type Comparison, differences } from "./compare.ts";
import type { Finding } from "./recipe.ts";

const HEAD = [
  "client",
  "on",
  "death",
  "noticed",
  "by",
  "ms",
  "lost",
  "CLOSE_WAIT",
  "exit",
  "differs (oracle / deadpeer)",
];

/** In Markdown. */
export function table(compared: readonly Comparison[]): string {
  const rows = compared.map((one) => [...cells(one.oracle), differences(one).join("; ")]);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, i) => text.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [line(HEAD), rule, ...rows.map(line)].join("\n");
}

function cells({
  client,
  on,
  death,
  noticed,
  by = "",
  afterMs,
  lost,
  said,
  closeWait,
  exit,
}: Finding): readonly string[] {
  const what = by.replaceAll("|", "+");
  return [
    client,
    on,
    death,
    noticed,
    what,
    String(afterMs ?? ""),
    lost === undefined ? said : String(lost),
    closeWait ? "yes" : "",
    exit ?? "runs on",
  ];
}
