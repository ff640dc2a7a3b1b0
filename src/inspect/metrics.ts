// An inspection as Prometheus text. Labels are words of this program and names of processes with findings, of which there
// is a limit: no address, port or pid, of which there is no end.

import { visible } from "../report/sanitize.ts";
import { findingRules } from "./findings/index.ts";
import { groupBy } from "./findings/finding.ts";
import type { Inspection } from "./inspect.ts";

/** Names of processes as values of a label; the rest is `other`. */
const NAMES = 20;

export function formatMetrics({ findings, scan, counts }: Inspection): string[] {
  const states = [...groupBy(scan.sockets, ({ state }) => state)];
  return [
    ...family("deadpeer_findings", "Findings by kind; 0 for those that there are none of."),
    ...findingRules.map(
      ({ name }) =>
        `deadpeer_findings{finding="${name}"} ${findings.filter(({ rule }) => rule.name === name).length}`,
    ),
    ...family(
      "deadpeer_finding_connections",
      "Connections in findings, by kind and the name of the process.",
    ),
    ...connectionsByName({ findings, scan }),
    ...family("deadpeer_finding_age_seconds", "How long the oldest of each kind has lasted, at least."),
    ...findingRules.flatMap(({ name }) => {
      const ages = findings.filter(({ rule }) => rule.name === name).map(({ sinceMs }) => sinceMs ?? 0);
      return ages.length === 0
        ? []
        : [`deadpeer_finding_age_seconds{finding="${name}"} ${Math.max(...ages) / 1000}`];
    }),
    ...family("deadpeer_sockets", "TCP sockets by state."),
    ...states.map(([state, all]) => `deadpeer_sockets{state="${state}"} ${all.length}`),
    ...family("deadpeer_processes", "Processes with TCP sockets that were looked at."),
    `deadpeer_processes ${counts.processes}`,
    ...family("deadpeer_not_visible", "What could not be looked at."),
    `deadpeer_not_visible{what="processes"} ${scan.notVisible.processes}`,
    `deadpeer_not_visible{what="sockets"} ${scan.notVisible.connections}`,
  ];
}

function family(name: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`];
}

function connectionsByName({ findings, scan }: Pick<Inspection, "findings" | "scan">): string[] {
  const names = new Map<string, number>();
  const nameOf = (pid: number): string => (pid === 0 ? "" : (scan.processes.get(pid)?.name ?? ""));
  for (const { pid, sockets } of findings)
    names.set(nameOf(pid), (names.get(nameOf(pid)) ?? 0) + sockets.length);
  const kept = new Set(
    [...names]
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, NAMES)
      .map(([name]) => name),
  );
  const counted = new Map<string, number>();
  for (const { rule, pid, sockets } of findings) {
    const name = kept.has(nameOf(pid)) ? nameOf(pid) : "other";
    const labels = `{finding="${rule.name}",process="${escapeLabel(name)}"}`;
    counted.set(labels, (counted.get(labels) ?? 0) + sockets.length);
  }
  return [...counted].map(([labels, count]) => `deadpeer_finding_connections${labels} ${count}`);
}

/** The text format's three escapes, and nothing that a terminal would obey. */
export function escapeLabel(text: string): string {
  return visible(text, "\n")
    .replaceAll("\\", String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll("\n", String.raw`\n`);
}
