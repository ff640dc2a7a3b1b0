// The story of a run as it goes: steps, what was done, segments, sockets, what the programs did. Fed with observations,
// live or from a file, it answers the lines to print.

import type { Connection } from "../tcp/endpoint.ts";
import { formatEndpoint } from "../tcp/endpoint.ts";
import { createNumbering } from "../timeline/conversation.ts";
import type { Observation, Observed, SocketSample } from "../timeline/observation.ts";
import { describeWait, mainThread } from "../verdict/waits.ts";
import { formatDuration, formatEnd } from "../verdict/units.ts";
import { TIME_WIDTH, createLadder } from "./ladder.ts";
import { formatSockets } from "./netstat.ts";
import { type Style, type Terminal, harmless, paint, wrap } from "./terminal.ts";

export interface Story {
  tell(observation: Observation): string[];
  /** What is still to be said at the end: the sockets as they were left. */
  end(): string[];
}

export function createStory(terminal: Terminal): Story {
  const ladder = createLadder(terminal);
  const numbering = createNumbering();
  const early: Observed<"segment">[] = [];
  let connection: Connection | undefined;
  let table: readonly SocketSample[] = [];
  let tableShown = "";
  let waitShown = "";
  let processesShown = "";

  const at = (atNs: number, lines: readonly string[]): string[] =>
    lines.map((line, i) => paint(terminal, "dim", i === 0 ? stamp(atNs) : " ".repeat(TIME_WIDTH)) + line);
  const say = (atNs: number, text: string, style: Style = "reset"): string[] =>
    at(atNs, wrap(text, terminal.width - TIME_WIDTH, 2).map((line) => paint(terminal, style, line)));

  function rung(segment: Observed<"segment">): string[] {
    const seen = connection && numbering.number(segment, connection);
    return seen ? at(segment.atNs, ladder.rung(seen)) : [];
  }

  /** The table, at the end of a step only if it is not the one shown last. */
  function sockets(asked = false): string[] {
    if (connection === undefined) return [];
    const lines = formatSockets(table, connection, terminal);
    const now = lines.join("\n");
    if (now === tableShown && !asked) return [];
    tableShown = now;
    const indent = terminal.width < 78 ? "" : "    ";
    return ["", ...lines.map((line) => indent + line)];
  }

  const tellers: { readonly [K in Observation["kind"]]?: (observation: Observed<K>) => string[] } = {
    step: ({ step, text }) => [
      ...sockets(),
      "",
      ...wrap(`${step}  ${text}`, terminal.width, 2).map((line) => paint(terminal, "bold", line)),
    ],
    "program-started": ({ role, pid, command, atNs }) => say(atNs, `${role} ${pid}: ${harmless(command)}`),
    connection({ client, server, atNs }) {
      connection = { client, server };
      const lines = say(atNs, `connection ${formatEndpoint(client)} to ${formatEndpoint(server)}`);
      return [...lines, ...ladder.head(), ...early.splice(0).flatMap(rung)];
    },
    segment(segment) {
      if (connection !== undefined) return rung(segment);
      early.push(segment);
      return [];
    },
    sockets({ rows, asked }) {
      table = rows;
      return asked ? sockets(true) : [];
    },
    owners: ({ owners, connection: held, atNs }) =>
      say(atNs, `${held.client.port === connection?.client.port ? "it" : "the new connection"} is served by ${listOwners(owners)}`),
    fault: ({ text, atNs }) => say(atNs, text, ["bold", "red"]),
    "process-ended": ({ pid, atNs }) => say(atNs, `process ${pid} is gone, its descriptors are closed`),
    "process-reaped": (end) => say(end.atNs, `process ${end.pid} has been waited for (${formatEnd(end)}): no zombie`),
    "program-exited": (end) => say(end.atNs, `the ${end.role} (${end.pid}) ended: ${formatEnd(end)}`, "bold"),
    processes(processes) {
      const text = describeProcesses(processes);
      if (text === processesShown) return [];
      processesShown = text;
      return say(processes.atNs, text);
    },
    waiting(waiting) {
      const wait = describeWait(mainThread(waiting));
      if (wait === "running") return [];
      const still = wait === waitShown ? "still " : "";
      waitShown = wait;
      return say(waiting.atNs, `the client is ${still}${wait}`, "magenta");
    },
    typed: ({ text, atNs }) => say(atNs, `typed:   ${harmless(text)}`, "bold"),
    printed: ({ role, text, atNs }) => say(atNs, `${role === "client" ? "printed" : "server"}: ${harmless(text)}`, "bold"),
    probe: ({ text, atNs }) => say(atNs, text),
    "gave-up": ({ what, waitedMs, atNs }) =>
      say(atNs, `not seen within ${formatDuration(waitedMs * 1e6)}: ${what}`, "yellow"),
  };

  return {
    tell(observation) {
      const teller = tellers[observation.kind] as ((observation: Observation) => string[]) | undefined;
      return teller?.(observation) ?? [];
    },
    end: () => sockets(),
  };
}

/** Milliseconds since the run began, to the microsecond. */
function stamp(atNs: number): string {
  return `${(atNs / 1e6).toFixed(3)} `.padStart(TIME_WIDTH - 1).padEnd(TIME_WIDTH);
}

/** `the server's processes: 42 listens, 43 listens; no zombie` */
function describeProcesses({ rows, listeners }: Observed<"processes">): string {
  if (rows.length === 0) return "the server has no process any more";
  const zombies = rows.filter(({ state }) => state === "Z").map(({ pid }) => pid);
  const [root, ...others] = rows.filter(({ state }) => state !== "Z").map(({ pid }) => pid);
  const children = others.length === 0 ? "no child" : `child ${others.join(", ")}`;
  const listens = root !== undefined && listeners.includes(root) ? "it listens" : "it does not listen";
  return `server ${root}: ${listens}; ${children}; ${zombies.length === 0 ? "no zombie" : `zombie ${zombies.join(", ")}`}`;
}

function listOwners(owners: Observed<"owners">["owners"]): string {
  return owners.map(({ pid, parent, name }) => `process ${pid} (${name}, child of ${parent})`).join(" and ");
}
