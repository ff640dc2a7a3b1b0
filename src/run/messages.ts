// What the process inside says, as it comes: observations, and how far it is.

import { notePrivateNetwork } from "../network/private-network.ts";
import type { Message } from "../inside/spec.ts";
import type { Observation } from "../timeline/observation.ts";
import type { NetworkRecord, Observer } from "../timeline/record.ts";
import type { Inside } from "./start-inside.ts";

export interface ExperimentEvents {
  /** It has its network; the observers are not on yet. */
  readonly networked?: () => void;
  /** The network and the observers are known; no observation has come yet. */
  readonly ready?: (network: NetworkRecord, observers: readonly Observer[]) => void;
  /**
   * Each observation soon after it was made (in a flood after 2 s at most); a segment can come after observations that
   * followed it.
   */
  readonly observed?: (observation: Observation) => void;
  /** It has been started, and takes orders from now on, if its scenario does. */
  readonly opened?: (order: (what: unknown) => void) => void;
  /** An order could not be carried out, and why. */
  readonly reported?: (text: string) => void;
  /**
   * All observations have come, and everything that was started has ended but for the process inside itself: the next may
   * begin.
   */
  readonly emptied?: () => void;
}

export interface Messages {
  readonly observations: readonly Observation[];
  readonly received: Received;
  /** It was done before it was to be aborted: there was nothing left that could be cut short. */
  readonly isWhole: boolean;
}

export async function takeMessages(
  inside: Inside,
  network: NetworkRecord,
  events: ExperimentEvents,
  signal: AbortSignal | undefined,
): Promise<Messages> {
  const observations: Observation[] = [];
  const received: Received = {};
  let isWhole = false;
  for await (const message of parsed(inside)) {
    if (message.type === "observations") {
      for (const observation of message.observations) {
        observations.push(observation);
        events.observed?.(observation);
      }
    } else if (message.type === "reported") events.reported?.(message.text);
    else if (message.type === "networked") events.networked?.();
    else {
      Object.assign(received, { [message.type]: message });
      if (message.type === "done") isWhole = signal?.aborted !== true;
      if (message.type === "ready") takeReady(message, network, events);
    }
  }
  if (isEmpty(received)) events.emptied?.();
  return { observations, received, isWhole };
}

function isEmpty({ done, failed, left }: Received): boolean {
  return done !== undefined && !failed && !left;
}

function takeReady(
  { observers }: Message & { type: "ready" },
  network: NetworkRecord,
  { networked, ready }: ExperimentEvents,
): void {
  if (network.name === "machine") networked?.();
  else notePrivateNetwork();
  ready?.(network, observers);
}

/** Its messages, until one was not finished: it was killed while writing that line. */
async function* parsed(inside: Inside): AsyncGenerator<Message> {
  for await (const line of inside.messages) {
    const message = parseMessage(line);
    if (message === undefined) return inside.stop();
    yield message;
  }
}

function parseMessage(line: string): Message | undefined {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}

/** The last message of each type but `observations`. */
export interface Received {
  ready?: Message & { type: "ready" };
  done?: Message & { type: "done" };
  left?: Message & { type: "left" };
  failed?: Message & { type: "failed" };
}
