// What is known of an idle connection, as text: two bars, who is first, and the crossing.

import type { IdleEnd, Idleness } from "../../idle/result.ts";
import { formatExpectations } from "../../report/expectations.ts";
import { sanitize } from "../../report/sanitize.ts";
import { formatVerdict } from "../../report/statements.ts";
import { type Terminal, paint, wrap } from "../../report/terminal.ts";
import { formatMs } from "../../timeline/units.ts";
import type { IdleCommand } from "./options.ts";

const NAME_WIDTH = 10;
const BAR_WIDTH = 24;
/** Beside a bar; with less, the text is below it. */
const LEAST_WIDTH = 20;

export function formatIdleness(of: Idleness, command: IdleCommand, terminal: Terminal): string[] {
  const { upToMs } = command.request;
  const row = (role: "server" | "client"): string[] => {
    const text = endInWords(of[role]);
    const left = NAME_WIDTH + BAR_WIDTH + 3;
    const bar = barOf(of[role], upToMs, terminal);
    if (terminal.width - left < LEAST_WIDTH)
      return [
        `  ${role.padEnd(NAME_WIDTH)}${bar}`,
        ...wrap(text, terminal.width - 4).map((line) => `    ${line}`),
      ];
    const [first = "", ...more] = wrap(text, terminal.width - left);
    return [`  ${role.padEnd(NAME_WIDTH)}${bar} ${first}`, ...more.map((line) => " ".repeat(left) + line)];
  };
  const title = (role: "server" | "client"): string[] =>
    wrap(`${role}: ${sanitize(command[role])}`, terminal.width, 2).map((line) =>
      paint(terminal, "bold", line),
    );
  return [
    ...title("server"),
    ...title("client"),
    "",
    `  ${"idle for".padEnd(NAME_WIDTH)}0 to ${Number((upToMs / 1000).toFixed(1))} s`,
    ...row("server"),
    ...row("client"),
    "",
    ...wrap(firstInWords(of), terminal.width),
    "",
    ...formatCrossing(of, terminal),
  ];
}

function barOf({ closesMs, why }: IdleEnd, upToMs: number, { unicode, width }: Terminal): string {
  const cells = Math.min(BAR_WIDTH, width - NAME_WIDTH - 2);
  const [full, unknown, none] = unicode ? ["█", "▒", "·"] : ["#", "?", "."];
  if (why !== undefined) return unknown.repeat(cells);
  if (closesMs === undefined) return full.repeat(cells);
  const kept = Math.min(cells, Math.round((closesMs / upToMs) * cells));
  return full.repeat(kept) + none.repeat(cells - kept);
}

function endInWords({ closesMs, by, watchedMs, why }: IdleEnd): string {
  if (why !== undefined) return `unknown: ${why}`;
  if (closesMs === undefined) return `keeps it longer than ${formatMs(watchedMs)}`;
  return `closes after ${formatMs(closesMs)} (${by === "rst" ? "an" : "a"} ${wordFor(by)})`;
}

function firstInWords({ first, marginMs, server, client }: Idleness): string {
  const isLeast = server.closesMs === undefined || client.closesMs === undefined;
  const margin = marginMs === undefined ? "" : `, by ${isLeast ? "more than " : ""}${formatMs(marginMs)}`;
  switch (first) {
    case "server":
      return `The server closes first${margin}: a request that is sent just then meets its ${wordFor(server.by)}.`;
    case "client":
      return `The client closes first${margin}.`;
    case "neither":
      return "Neither closes it: what is behind that limit was not watched (--up-to).";
    case "unknown":
      return "It is unknown who closes first.";
  }
}

function formatCrossing({ crossing, isMissing }: Idleness, terminal: Terminal): string[] {
  if ("notMade" in crossing) {
    const what = isMissing ? "The crossing could not be made" : "No crossing was made";
    return wrap(
      `${what}: ${sanitize(crossing.notMade)}${crossing.notMade.endsWith(".") ? "" : "."}`,
      terminal.width,
      2,
    );
  }
  return [
    ...wrap(
      `The crossing, made on purpose: the wire lets the server's ${wordFor(crossing.run.verdict.ending.by)} and the request meet.`,
      terminal.width,
    ),
    "",
    ...formatVerdict(crossing.run, terminal),
    ...formatExpectations(crossing.run, terminal),
  ];
}

function wordFor(by: string | undefined): "RST" | "FIN" {
  return by === "rst" ? "RST" : "FIN";
}
