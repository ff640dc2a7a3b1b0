// One line of the story for each kind of observation that can be formatted on its own.

import type { Observation, Observed } from "../timeline/observation.ts";
import { describeOptions } from "../timeline/socket-options.ts";
import { lookUp } from "../timeline/words.ts";
import { formatDuration, formatEnd } from "../timeline/units.ts";
import { plainText } from "../timeline/output.ts";
import { sanitize } from "./sanitize.ts";
import type { Style } from "./terminal.ts";
import { formatEndpoint } from "../tcp/endpoint.ts";

export interface Line {
  readonly text: string;
  readonly style: Style;
}

type Teller<K extends Observation["kind"]> = (observation: Observed<K>) => string;

const formatters: { readonly [K in Observation["kind"]]?: readonly [Style, Teller<K>] } = {
  "program-started": ["reset", ({ role, pid, command }) => `${role} ${pid}: ${sanitize(command)}`],
  "program-exited": ["bold", (end) => `the ${end.role} (${end.pid}) ended: ${formatEnd(end)}`],
  owners: ["reset", describeOwners],
  processes: ["reset", describeProcesses],
  "socket-options": ["dim", (options) => `the client's socket: ${describeOptions(options)}`],
  fault: [["bold", "red"], ({ text }) => sanitize(text)],
  "took-over": [
    ["bold", "red"],
    ({ pid, command }) => `another server has the address from now on: process ${pid}: ${sanitize(command)}`,
  ],
  barred: [["bold", "red"], ({ text }) => sanitize(text)],
  recovered: ["bold", ({ text }) => sanitize(text)],
  "process-ended": ["reset", ({ pid }) => `process ${pid} is gone, its descriptors are closed`],
  "process-reaped": [
    "reset",
    (end) => `process ${end.pid} has been waited for (${formatEnd(end)}): no zombie`,
  ],
  typed: ["bold", ({ text }) => `typed:   ${sanitize(text)}`],
  "not-said": ["yellow", ({ text, why }) => `not said: ${sanitize(text)} (${sanitize(why)})`],
  "end-of-input": ["bold", () => "typed:   Ctrl-D, the end of the client's input"],
  printed: [
    "bold",
    ({ role, text }) =>
      `${role === "client" ? "printed" : "server"}: ${sanitize(plainText(text).trimStart())}`,
  ],
  "went-to-background": [
    "yellow",
    ({ role, pid, left }) => `the ${role} (${pid}) went to the background as process ${left.join(", ")}`,
  ],
  narrowed: [
    "yellow",
    () => "too many segments: from here on only SYN, FIN and RST of other connections are recorded",
  ],
  "output-cut": [
    "yellow",
    ({ role, kept }) => `the ${role} printed more than ${kept} characters: the rest is not kept`,
  ],
  expected: [
    "bold",
    ({ pattern, found }) => `expected: ${sanitize(pattern)}: ${found ? "printed" : "not printed"}`,
  ],
  pressed: ["bold", ({ key }) => `pressed: ${sanitize(key)}`],
  also: ["bold", ({ command }) => `somebody else: ${sanitize(command)}`],
  "also-done": ["reset", describeAlso],
  counted: ["bold", ({ command, text }) => `counted: ${sanitize(command)}: ${sanitize(text)}`],
  missing: ["bold", ({ command, text }) => `missing: ${sanitize(command)}: ${sanitize(text)}`],
  attempts: ["dim", ({ count }) => `the client tried to connect ${count} times more`],
  probe: ["reset", ({ text }) => sanitize(text)],
  wire: [["bold", "red"], ({ text }) => text],
  neighbour: ["dim", describeNeighbour],
  "other-port": ["yellow", describeOtherPort],
  "proxy-started": ["reset", ({ pid, command }) => `proxy ${pid}: ${sanitize(command)}`],
  "proxy-printed": ["bold", ({ text }) => `proxy:   ${sanitize(plainText(text).trimStart())}`],
  "proxy-exited": ["bold", (end) => `the proxy (${end.pid}) ended: ${formatEnd(end)}`],
  upstream: [
    "reset",
    ({ client, server }) =>
      `the proxy's connection: ${formatEndpoint(client)} > ${formatEndpoint(server)}, which is the server's`,
  ],
  beyond: ["reset", describeBeyond],
  "half-closed": [["bold", "red"], ({ text }) => sanitize(text)],
  "goes-on": ["bold", ({ text }) => sanitize(text)],
  "gave-up": [
    "yellow",
    ({ what, waitedMs, ends }) =>
      ends
        ? `the story ends here: ${sanitize(what)}`
        : `not seen within ${formatDuration(waitedMs * 1e6)}: ${what}`,
  ],
};

/** `beyond the proxy: proxy > server  P. 13 bytes` */
function describeBeyond({ sentBy, flags, length, wire }: Observed<"beyond">): string {
  const way = sentBy === "proxy" ? "proxy > server" : "proxy < server";
  const lost = wire === undefined || wire.fate === "passed" ? "" : ` (${wire.fate})`;
  return `beyond the proxy: ${way}  ${flags}${length > 0 ? ` ${length} bytes` : ""}${lost}`;
}

/** `somebody else: ended with exit code 0; printed: NOTIFY` */
function describeAlso({ text, exitCode, signal }: Observed<"also-done">): string {
  const printed = text.trim() === "" ? "" : `; printed: ${sanitize(text.trim())}`;
  const isLate = exitCode === undefined && signal === undefined;
  const end = { ...(exitCode !== undefined && { exitCode }), ...(signal !== undefined && { signal }) };
  return `somebody else: ${isLate ? "not over in time" : `ended: ${formatEnd(end)}`}${printed}`;
}

/** Undefined for kinds that the story formats itself, or does not show. */
export function formatLine(observation: Observation): Line | undefined {
  const entry = lookUp(formatters, observation.kind) as
    | readonly [Style, (observation: Observation) => string]
    | undefined;
  return entry && { style: entry[0], text: entry[1](observation) };
}

function describeNeighbour({ from, asks, address, wire }: Observed<"neighbour">): string {
  const lost = wire.fate === "passed" ? "" : ` (${wire.fate})`;
  return asks ? `${from} asks: who has ${address}?${lost}` : `${from} replies: ${address} is here${lost}`;
}

/** `the client's connection, from port 40000, to another port: 10.9.0.2:7001 (not watched)` */
function describeOtherPort({ client, server, count, by }: Observed<"other-port">): string {
  const known = by === "own" ? "a command's" : `the ${by}'s`;
  const whose = by === undefined ? "somebody's" : known;
  const what = count === 1 ? `connection, from port ${client.port},` : `${count} more connections`;
  return `${whose} ${what} to another port: ${formatEndpoint(server)} (not watched)`;
}

/** `server 41: it listens; child 42, 43; no zombie` */
function describeProcesses({ rows, listeners }: Observed<"processes">): string {
  const zombies = rows.filter(({ state }) => state === "Z").map(({ pid }) => pid);
  if (rows.length === zombies.length) return "the server has no process left";
  const [root, ...others] = rows.filter(({ state }) => state !== "Z").map(({ pid }) => pid);
  const children = others.length === 0 ? "no child" : `child ${others.join(", ")}`;
  const listens = root !== undefined && listeners.includes(root) ? "it listens" : "it does not listen";
  return `server ${root}: ${listens}; ${children}; ${zombies.length === 0 ? "no zombie" : `zombie ${zombies.join(", ")}`}`;
}

function describeOwners({ end, owners, hidden = [] }: Observed<"owners">): string {
  if (owners.length > 0) return `the ${end}'s end is held by ${listOwners(owners)}`;
  if (hidden.length === 0) return `the ${end} has closed its end`;
  return `it is unknown whether the ${end} holds its end: process ${hidden.join(", ")} cannot be inspected`;
}

function listOwners(owners: Observed<"owners">["owners"]): string {
  return owners
    .map(({ pid, parent, name }) => `process ${pid} (${sanitize(name)}, child of ${parent})`)
    .join(" and ");
}
