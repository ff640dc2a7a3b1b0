// What can be asked for in the lab: the orders that its page gives to the experiment. Pure.

import { type FaultName, faultNames, faults } from "../fault/index.ts";
import { type KeyName, keyNames } from "../program/keys.ts";
import type { Direction } from "../tcp/endpoint.ts";

/** Those that have a button. */
export const labFaults: readonly FaultName[] = faultNames.filter((name) => faults[name].button !== undefined);

/** It lasts for a time that is chosen, or comes in an amount. */
export function takesAmount(name: FaultName): boolean {
  return faults[name].amount !== undefined;
}

export type LabOrder = OneOrder & {
  /** The client whose terminal, process or connection it is about; left out: the first one. */
  readonly client?: number;
};

type OneOrder =
  /** A line that the client's user types. */
  | { readonly do: "say"; readonly text: string }
  | { readonly do: "press"; readonly key: KeyName }
  /** The amount of one that takes one: left out, the usual. */
  | { readonly do: "fault"; readonly fault: FaultName; readonly amount?: number }
  /** What lasts for a time ends now. */
  | { readonly do: "heal" }
  /** What was stopped continues; a host that is off comes back. */
  | { readonly do: "undo" }
  /** Without a direction: in both. */
  | { readonly do: "cut"; readonly direction?: Direction }
  | { readonly do: "restore" }
  | { readonly do: "hold"; readonly direction: Direction }
  /** All that is held goes on, first these frames in this order, and nothing is held any more. */
  | { readonly do: "release"; readonly order?: readonly number[] }
  /** That frame alone; the others wait on. */
  | { readonly do: "release-one"; readonly frame: number }
  /** From now on all takes so long in each direction; 0 ends it. */
  | { readonly do: "delay"; readonly ms: number }
  | { readonly do: "probe" }
  | { readonly do: "look" }
  | { readonly do: "restart-server" }
  /** One more client on the same server, with that number. @see walks.ts; left out: the same client once more */
  | { readonly do: "another"; readonly walk?: string }
  /** The run is over. */
  | { readonly do: "finish" };

/** A terminal cuts a line after so many bytes. */
const LONGEST_TEXT = 4000;
const LONGEST_DELAY_MS = 10_000;
const MOST_HELD = 1000;
/** Of a run. */
export const MOST_CLIENTS = 6;

/** An order as it came from outside; undefined for anything else. */
export function readOrder(value: unknown): LabOrder | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { do: what, client, ...rest } = value as Readonly<Record<string, unknown>>;
  if (typeof what !== "string" || !Object.hasOwn(readers, what)) return undefined;
  if (client !== undefined && !(isWhole(client, MOST_CLIENTS) && client !== 0)) return undefined;
  const read = readers[what as LabOrder["do"]](rest);
  return read && ({ do: what, ...read, ...(client !== undefined && { client }) } as LabOrder);
}

type Fields = Readonly<Record<string, unknown>>;
/** What belongs to an order besides its name; undefined where it is not one. */
type Read = (given: Fields) => object | undefined;

const nothing: Read = (given) => (Object.keys(given).length === 0 ? {} : undefined);

const readers: Readonly<Record<LabOrder["do"], Read>> = {
  say: ({ text }) => (typeof text === "string" && isOneLine(text) ? { text } : undefined),
  press: ({ key }) => ((keyNames as readonly unknown[]).includes(key) ? { key } : undefined),
  fault: readFault,
  heal: nothing,
  undo: nothing,
  cut: ({ direction }) => (direction === undefined ? {} : directed(direction)),
  restore: nothing,
  hold: ({ direction }) => directed(direction),
  release: ({ order }) => (order === undefined ? {} : isFrames(order) ? { order } : undefined),
  "release-one": ({ frame }) => (isWhole(frame, Number.MAX_SAFE_INTEGER) ? { frame } : undefined),
  delay: ({ ms }) => (isWhole(ms, LONGEST_DELAY_MS) ? { ms } : undefined),
  probe: nothing,
  look: nothing,
  "restart-server": nothing,
  another: ({ walk }) => (walk === undefined ? {} : typeof walk === "string" ? { walk } : undefined),
  finish: nothing,
};

function readFault({ fault: name, amount }: Fields): object | undefined {
  if (!(labFaults as readonly unknown[]).includes(name)) return undefined;
  const fault = name as FaultName;
  const { least, most } = faults[fault].amount ?? { least: 0, most: -1 };
  if (amount === undefined) return { fault };
  return isWhole(amount, most) && Number(amount) >= least ? { fault, amount } : undefined;
}

function isFrames(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= MOST_HELD &&
    value.every((frame) => isWhole(frame, Number.MAX_SAFE_INTEGER))
  );
}

function directed(direction: unknown): object | undefined {
  return direction === "client->server" || direction === "server->client" ? { direction } : undefined;
}

function isWhole(value: unknown, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
}

/** Keys are pressed, not typed: a line has no control characters. */
function isOneLine(text: string): boolean {
  return !/\p{Cc}/u.test(text) && Buffer.byteLength(text) <= LONGEST_TEXT;
}
