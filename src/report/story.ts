// The story of a run: steps, actions, segments, sockets, what the programs did. Takes observations, live or from a file, and
// returns the lines to print.

import { type Connection, formatEndpoint } from "../tcp/endpoint.ts";
import { type SeenSegment, createNumbering } from "../timeline/conversation.ts";
import type { Observation, Observed, SocketSample } from "../timeline/observation.ts";
import { rowsOf } from "../timeline/queries.ts";
import { describeWait, mainThread } from "../timeline/waits.ts";
import { type Sampled, type Tables, TIME_WIDTH, createLadder, isWide } from "./ladder.ts";
import { createSocketTeller } from "./socket-teller.ts";
import { formatLine } from "./story-lines.ts";
import { createStreamFold } from "./stream-fold.ts";
import { type Style, type Terminal, paint, wrap } from "./terminal.ts";

export interface Story {
  tell(observation: Observation): string[];
  /** The last lines: the sockets as they were left. */
  end(): string[];
}

export function createStory(terminal: Terminal): Story {
  const sockets = createSocketTeller(terminal);
  let table: Observed<"sockets"> | undefined;
  const segments = createSegmentTeller(terminal, (connection) => ({
    before: table && { atNs: table.atNs, rows: rowsOf(table.rows, connection) },
    now: () => statesIn(sockets.rows, connection),
  }));
  const waits = createWaitTeller(terminal);
  const others = createLineTeller(terminal);
  let other: "server" | "proxy" = "server";

  function tellOne(observation: Observation): string[] {
    switch (observation.kind) {
      case "step":
        return [...sockets.ifChanged(), "", ...heading(terminal, observation)];
      case "connection":
        sockets.connection = observation;
        return segments.connect(observation, other);
      case "proxy-started":
        other = "proxy";
        return others.tell(observation);
      case "segment":
        return segments.tell(observation);
      case "delivered":
        return segments.arrive(observation);
      case "sockets":
        sockets.rows = observation.rows;
        table = observation;
        segments.heed(observation);
        return observation.asked ? sockets.now() : [];
      case "waiting":
        return waits(observation);
      default:
        return others.tell(observation);
    }
  }

  return {
    tell(observation) {
      const lines = [...others.repeats(observation), ...tellOne(observation)];
      return lines.length === 0 || observation.kind === "segment"
        ? lines
        : [...segments.interrupt(), ...lines];
    },
    end: () => [...segments.interrupt(), ...sockets.ifChanged()],
  };
}

function createWaitTeller(terminal: Terminal): (waiting: Observed<"waiting">) => string[] {
  let shown = "";
  return (waiting) => {
    const wait = describeWait(mainThread(waiting));
    if (wait === "running" || wait.endsWith("unknown")) return [];
    const still = wait === shown ? "still " : "";
    shown = wait;
    return say(terminal, waiting.atNs, `the client is ${still}${wait}`, "magenta");
  };
}

interface LineTeller {
  tell(observation: Observation): string[];
  /** One line for all repetitions of the last line, once another line follows. */
  repeats(next: Observation): string[];
}

function createLineTeller(terminal: Terminal): LineTeller {
  let processes = "";
  let asked = { text: "", times: 0 };
  return {
    tell(observation) {
      const line = formatLine(observation);
      if (line === undefined) return [];
      if (observation.kind === "neighbour") {
        const again = line.text === asked.text;
        asked = { text: line.text, times: again ? asked.times + 1 : 0 };
        if (again) return [];
      }
      if (observation.kind === "processes") {
        if (line.text === processes) return [];
        processes = line.text;
      }
      return say(terminal, observation.atNs, line.text, line.style);
    },
    repeats(next) {
      const { text, times } = asked;
      if (times === 0 || isSilent(next) || formatLine(next)?.text === text) return [];
      asked = { text, times: 0 };
      return say(terminal, next.atNs, `(${times} times more) ${text}`, "dim");
    },
  };
}

/** Tables and waits come all the time, and usually contain nothing new. */
function isSilent({ kind }: Observation): boolean {
  return kind === "sockets" || kind === "waiting";
}

function heading(terminal: Terminal, { step, text }: Observed<"step">): string[] {
  return wrap(`${step}  ${text}`, terminal.width, 2).map((line) => paint(terminal, "bold", line));
}

/** Prefixes the first line with its time: milliseconds since the run began, to the microsecond. */
function at(terminal: Terminal, atNs: number, lines: readonly string[]): string[] {
  const stamp = `${(atNs / 1e6).toFixed(3)} `.padStart(TIME_WIDTH - 1).padEnd(TIME_WIDTH);
  return lines.map((line, i) => paint(terminal, "dim", i === 0 ? stamp : " ".repeat(TIME_WIDTH)) + line);
}

/** Text with its time, wrapped. A narrow terminal has no column of times. */
function say(terminal: Terminal, atNs: number, text: string, style: Style): string[] {
  const dress = (lines: readonly string[]): string[] => lines.map((line) => paint(terminal, style, line));
  if (!isWide(terminal)) return dress(wrap(`${Math.round(atNs / 1e6)} ${text}`, terminal.width, 2));
  return at(terminal, atNs, dress(wrap(text, terminal.width - TIME_WIDTH, 2)));
}

interface SegmentTeller {
  /** The connection is known, so the segments that opened it can be shown. @param other what the client is connected to */
  connect(connection: Observed<"connection">, other: "server" | "proxy"): string[];
  tell(segment: Observed<"segment">): string[];
  arrive(delivered: Observed<"delivered">): string[];
  heed(table: Observed<"sockets">): void;
  /** Another line follows: returns how many segments of a long stream were left out. */
  interrupt(): string[];
}

/** Undefined unless both ends are in the table. */
function statesIn(rows: readonly SocketSample[] = [], connection: Connection): Sampled | undefined {
  const { client, server } = rowsOf(rows, connection);
  return client && server && { client: client.state, server: server.state };
}

function createSegmentTeller(
  terminal: Terminal,
  tablesOf: (connection: Connection) => Tables,
): SegmentTeller {
  const ladder = createLadder(terminal);
  const numbering = createNumbering();
  const early: Observed<"segment">[] = [];
  const onTheWire = new Map<number, SeenSegment>();
  const stream = createStreamFold();
  let connection: Connection | undefined;
  function rung(segment: Observed<"segment">): string[] {
    const seen = connection && numbering.number(segment, connection);
    if (seen === undefined) return [];
    if (seen.wire && seen.arrivedAtNs === undefined) onTheWire.set(seen.wire.frame, seen);
    const lines = isWide(terminal) ? at(terminal, segment.atNs, [ladder.rung(seen)]) : narrow(terminal, seen);
    const part = stream.take(seen);
    if (part === "left out") return [];
    return part === "shown" ? lines : [...interrupt(), ...lines];
  }

  function interrupt(): string[] {
    const leftOut = stream.interrupt();
    return leftOut === undefined ? [] : say(terminal, leftOut.atNs, leftOut.text, "dim");
  }

  return {
    connect(made, other) {
      if (made.client.port !== connection?.client.port) ladder.begin(tablesOf(made));
      connection = made;
      return [
        ...say(terminal, made.atNs, nameConnection(made), "reset"),
        ...(isWide(terminal) ? [ladder.head(other)] : []),
        ...early.splice(0).flatMap(rung),
      ];
    },
    tell(segment) {
      if (connection !== undefined) return rung(segment);
      early.push(segment);
      return [];
    },
    arrive({ frame, atNs }) {
      const seen = onTheWire.get(frame);
      if (seen === undefined) return [];
      onTheWire.delete(frame);
      return arrivalOf(terminal, ladder, seen, atNs);
    },
    heed({ atNs, rows }) {
      if (connection !== undefined) ladder.heed(atNs, rowsOf(rows, connection));
    },
    interrupt,
  };
}

function nameConnection({ client, server }: Connection): string {
  return `connection ${formatEndpoint(client)} to ${formatEndpoint(server)}`;
}

function arrivalOf(
  terminal: Terminal,
  ladder: ReturnType<typeof createLadder>,
  seen: SeenSegment,
  atNs: number,
): string[] {
  return isWide(terminal) ? at(terminal, atNs, [ladder.arrival(seen, atNs)]) : narrow(terminal, seen, atNs);
}

/** The line of a segment where there is no room for a ladder. */
function narrow(
  terminal: Terminal,
  { direction, text, atNs, wire }: SeenSegment,
  arrivedAtNs?: number,
): string[] {
  const sent = fateInWords(wire);
  const fate = arrivedAtNs === undefined ? sent : " arrives";
  const arrow = direction === "client->server" ? "->" : "<-";
  return say(terminal, arrivedAtNs ?? atNs, `${arrow} ${text}${fate}`, "cyan");
}

function fateInWords(wire: SeenSegment["wire"]): string {
  if (wire === undefined || wire.fate === "passed") return "";
  return wire.fate === "made" ? " made on the wire" : ` ${wire.fate}`;
}
