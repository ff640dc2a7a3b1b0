// What is known of an idle connection, as text: two bars, who is first, and the crossing.

import type { IdleEnd, Idleness } from "../../idle/result.ts";
import { type Bar, createBarRows } from "../../report/bar-rows.ts";
import { formatExpectations } from "../../report/expectations.ts";
import { sanitize } from "../../report/sanitize.ts";
import { formatVerdict } from "../../report/statements.ts";
import { type Terminal, paint, wrap } from "../../report/terminal.ts";
import { formatMs } from "../../timeline/units.ts";
import type { IdleCommand } from "./options.ts";

const NAME_WIDTH = 12;

export function formatIdleness(of: Idleness, command: IdleCommand, terminal: Terminal): string[] {
  const { upToMs } = command.request;
  const { bar, format } = createBarRows(upToMs, NAME_WIDTH, terminal);
  const row = (role: "server" | "client"): string[] =>
    format({ name: `  ${role}`, bar: barOf(of[role], upToMs, bar), text: endInWords(of[role]) });
  const title = (role: "server" | "client"): string[] =>
    wrap(`${role}: ${sanitize(command[role])}`, terminal.width, 2).map((line) =>
      paint(terminal, "bold", line),
    );
  return [
    ...title("server"),
    ...title("client"),
    "",
    `${"  idle for".padEnd(NAME_WIDTH)}0 to ${Number((upToMs / 1000).toFixed(1))} s`,
    ...row("server"),
    ...row("client"),
    "",
    ...wrap(firstInWords(of), terminal.width),
    "",
    ...formatCrossing(of, terminal),
  ];
}

function barOf({ closesMs, why }: IdleEnd, upToMs: number, bar: Bar): string {
  if (why !== undefined) return bar(0, upToMs);
  return bar(closesMs ?? upToMs);
}

function endInWords({ closesMs, by, ended, watchedMs, why }: IdleEnd): string {
  if (why !== undefined) return `unknown: ${why}`;
  if (closesMs === undefined) return `keeps it longer than ${formatMs(watchedMs)}`;
  const ending = `${by === "rst" ? "an" : "a"} ${wordFor(by)}`;
  return `closes after ${formatMs(closesMs)} (${ending}${ended === undefined ? "" : `: it ended, with ${ended}`})`;
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
      return marginMs === undefined
        ? "It is unknown who closes first."
        : `It is unknown who closes first: the ${isLeast ? "least " : ""}margin of ${formatMs(marginMs)} is one by which timers may be late.`;
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
