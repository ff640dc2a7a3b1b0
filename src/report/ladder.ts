// A segment as a rung between the two hosts, with the state each end is in once it has arrived.

import { type ConnectionStates, arrive, beforeTheFirst, leave } from "../tcp/follow.ts";
import { type SeenSegment, asFollowed } from "../timeline/conversation.ts";
import type { OnWire } from "../timeline/observation.ts";
import type { ConnectionRows } from "../timeline/queries.ts";
import { createTableStates } from "./table-states.ts";
import { type Terminal, paint } from "./terminal.ts";

const STATE_WIDTH = 12;
/** Below this there is no room for two columns of states and an arrow between them. */
const LADDER_MIN_WIDTH = 72;
/** Columns that the time takes, with the space after it. */
export const TIME_WIDTH = 11;

export function isWide({ width }: Terminal): boolean {
  return width >= LADDER_MIN_WIDTH;
}

/** Only for a terminal that is wide enough. */
export interface Ladder {
  /** The names of the two columns. @param other what the client is connected to */
  head(other: string): string;
  /** Another connection. */
  begin(tables: Tables): void;
  /** The kernel's table was looked at: what it shows of the connection. */
  heed(atNs: number, rows: ConnectionRows): void;
  /** The line of a segment as it is sent, without its time. */
  rung(segment: SeenSegment): string;
  /** The line of a segment that was held or delayed, as it arrives. */
  arrival(segment: SeenSegment, atNs: number): string;
}

/** What the kernel's table shows of a connection, if it does. */
export interface Tables {
  readonly before: { readonly atNs: number; readonly rows: ConnectionRows } | undefined;
  readonly now: () => Sampled | undefined;
}

export type Sampled = Pick<ConnectionStates, "client" | "server">;

export function createLadder(terminal: Terminal): Ladder {
  let sample: () => Sampled | undefined = () => undefined;
  /** Undefined for a connection that was there before, until a table shows it. */
  let states: ConnectionStates | undefined;
  let [tables, lastNs] = [createTableStates(), 0];
  const body = terminal.width - TIME_WIDTH;

  function draw({ direction, flags }: SeenSegment, label: string, reaches: boolean): string {
    const style = flags.includes("R") ? "red" : flags.includes("F") ? "yellow" : "cyan";
    const arrow = drawArrow(terminal, direction === "client->server", label, body - 2 * STATE_WIDTH, reaches);
    const { client = "", server = "" } = states ?? {};
    const left = paint(terminal, "dim", client.padEnd(STATE_WIDTH));
    const right = paint(terminal, "dim", server.padStart(STATE_WIDTH));
    return left + paint(terminal, style, arrow) + right;
  }

  function become(atNs: number, next: (states: ConnectionStates) => ConnectionStates): void {
    const before = states ?? sample();
    states = before && next({ ...beforeTheFirst, ...before, ...tables.between(lastNs, atNs) });
    lastNs = atNs;
  }

  return {
    begin({ before, now }) {
      sample = now;
      states = undefined;
      [tables, lastNs] = [createTableStates(), 0];
      if (before !== undefined) tables.take(before.atNs, before.rows);
    },
    heed: (atNs, rows) => tables.take(atNs, rows),
    head(other) {
      const gap = " ".repeat(Math.max(1, body - "client".length - other.length));
      return " ".repeat(TIME_WIDTH) + paint(terminal, "dim", `client${gap}${other}`);
    },
    rung(segment) {
      const fate = segment.wire?.fate ?? "passed";
      const reaches = fate === "passed" || fate === "made";
      if (segment.flags === "S") states ??= beforeTheFirst;
      const followed = asFollowed(segment);
      become(segment.atNs, (before) => {
        const left = fate === "made" ? before : leave(before, followed);
        return reaches ? arrive(left, followed) : left;
      });
      return draw(segment, fate === "passed" ? segment.text : `${segment.text} ${FATES[fate]}`, reaches);
    },
    arrival(segment, atNs) {
      become(atNs, (before) => arrive(before, asFollowed(segment)));
      return draw(segment, `${segment.text} arrives`, true);
    },
  };
}

const FATES: Readonly<Record<Exclude<OnWire["fate"], "passed">, string>> = {
  delayed: "delayed",
  dropped: "dropped",
  held: "held",
  made: "made on the wire",
};

/** An arrow that does not reach the other side ends in a cross. */
function drawArrow(
  { unicode }: Terminal,
  toTheRight: boolean,
  label: string,
  width: number,
  reaches: boolean,
): string {
  const line = unicode ? "─" : "-";
  const dashes = Math.max(2, width - label.length - 3);
  const before = line.repeat(Math.floor(dashes / 2));
  const after = line.repeat(Math.ceil(dashes / 2));
  const [left, right] = !reaches ? ["x", "x"] : unicode ? ["◀", "▶"] : ["<", ">"];
  return toTheRight ? `${before} ${label} ${after}${right}` : `${left}${before} ${label} ${after}`;
}
