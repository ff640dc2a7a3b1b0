// How the lab stands, for its page: derived from what was seen of the current run.

import { type Endpoint, formatEndpoint } from "../../tcp/endpoint.ts";
import { connectionUnderTest } from "../../timeline/conversation.ts";
import type { Observation } from "../../timeline/observation.ts";
import { heldByHand, heldFrames } from "../held.ts";
import type { Button, HeldSegment, LabState, WalkOffer } from "../messages.ts";
import { type Walk, walkAfter, walkOf, walks } from "../walks.ts";
import { MOST_CLIENTS } from "../orders.ts";
import type { OneRun, Who } from "./one-run.ts";

interface Standing {
  readonly who: Who;
  readonly run: OneRun;
  readonly count: number;
  readonly phase: LabState["phase"];
  readonly feed: { readonly leftOut: number };
}

/** What the page's list has. */
export const offers: readonly WalkOffer[] = walks.map(offerOf);

function offerOf({ id, section, scenario, plan }: Walk): WalkOffer {
  return { id, section, title: scenario.title, run: plan.title };
}

export function describeState(
  { who, run, count, phase, feed }: Standing,
  notes: readonly string[],
): LabState {
  const walk = walkOf(who);
  const next = walkAfter(who);
  const { network, observers } = run.where();
  const hasWire = network === undefined || network.name === "two-hosts";
  const settings = { echoes: walk !== undefined, hasWire };
  const further = furtherClients(walk, run.clients.length);
  return {
    run: count,
    title: walk ? `UNP ${walk.section}: ${walk.scenario.title}` : "The lab",
    introduction: walk?.scenario.introduction ?? "",
    ...(walk && { walk: walk.id }),
    ...(next && { next: offerOf(next) }),
    server: run.server,
    ...(network && { network }),
    observers,
    phase,
    clients: run.clients.map((client) => client.describe(settings, phase === "open", further)),
    held: describeHeld(run.observations, run.clients.length),
    notes: [...notes],
    leftOut: feed.leftOut,
  };
}

/** Clients that can join: of the section's other runs those that need no other settings of the hosts. */
function furtherClients(walk: Walk | undefined, count: number): Button[] {
  const full = count >= MOST_CLIENTS ? { off: "there are as many clients as there may be" } : {};
  const hint = "One more client on the same server, with a terminal and a drawing of its own.";
  if (walk === undefined)
    return [
      {
        id: "another",
        group: "clients",
        label: "Start another client",
        hint,
        order: { do: "another" },
        ...full,
      },
    ];
  const hasSettings = ({ plan }: Walk): boolean =>
    (plan.settings ?? []).every((wanted) =>
      (walk.plan.settings ?? []).some(({ name, value }) => name === wanted.name && value === wanted.value),
    );
  return walks
    .filter((other) => other.section === walk.section && hasSettings(other))
    .map((other) => ({
      id: `another-${other.run}`,
      group: "clients",
      label: other.id === walk.id ? "Start another client" : `Start: ${other.plan.title}`,
      hint,
      order: { do: "another", walk: other.id },
      ...full,
    }));
}

/** What was sent once more, since nobody has acknowledged it, says so. */
function describeHeld(observations: readonly Observation[], clients: number): HeldSegment[] {
  const listening = connectionUnderTest(observations)?.server.port;
  // Of several clients each is known by its port.
  const name = (end: Endpoint): string =>
    clients > 1 ? formatEndpoint(end) : end.port === listening ? "server" : "client";
  const sent = new Set<string>();
  const byHand = heldByHand(observations)?.rule;
  return heldFrames(observations).map(({ flags, length, seq, from, to, wire }) => {
    const kind = /R/.test(flags) ? "RST" : /F/.test(flags) ? "FIN" : length > 0 ? `${length} bytes` : "ACK";
    const place = `${kind} ${seq} ${from.port} ${to.port}`;
    const isAgain = sent.has(place) && kind !== "ACK";
    sent.add(place);
    return {
      frame: wire?.frame ?? 0,
      text: isAgain ? `${kind}, again` : kind,
      direction: `${name(from)} to ${name(to)}`,
      isByHand: wire?.rule === byHand,
    };
  });
}
