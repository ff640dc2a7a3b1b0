// How the lab stands, for its page: derived from what was seen of the current run.

import { section512 } from "../../book/section-5-12/index.ts";
import { formatEndpoint } from "../../tcp/endpoint.ts";
import { asCommand } from "../as-command.ts";
import { buttonsFor } from "../buttons.ts";
import { cardsFor } from "../cards.ts";
import { factsOf } from "../facts.ts";
import { heldFrames } from "../held.ts";
import type { HeldSegment, LabState } from "../messages.ts";
import type { OneRun, Who } from "./one-run.ts";

interface Standing {
  readonly who: Who;
  readonly run: OneRun;
  readonly count: number;
  readonly phase: LabState["phase"];
  readonly feed: { readonly leftOut: number };
}

export function describeState(
  { who, run, count, phase, feed }: Standing,
  notes: readonly string[],
): LabState {
  const isGuided = who !== "own";
  const facts = factsOf(run.observations);
  const evidence = run.evidence();
  const hasWire = run.network === undefined || run.network.name === "two-hosts";
  return {
    run: count,
    title: isGuided ? `UNP 5.12: ${section512.title}` : "The lab",
    introduction: isGuided ? section512.introduction : "",
    client: who,
    commands: run.commands,
    ...(run.network && { network: run.network }),
    observers: run.observers,
    phase,
    ...(facts.clientEnded && { deaf: "the client has ended" }),
    cards: cardsFor(evidence),
    buttons: phase === "open" ? buttonsFor(facts, { echoes: isGuided, hasWire }) : [],
    held: heldFrames(run.observations).map(describeHeld),
    asCommand: asCommand(evidence.observations, run.programs),
    notes: [...notes],
    leftOut: feed.leftOut,
  };
}

function describeHeld({ flags, length, from, to, wire }: ReturnType<typeof heldFrames>[number]): HeldSegment {
  const what = /R/.test(flags) ? "RST" : /F/.test(flags) ? "FIN" : length > 0 ? `${length} bytes` : "ACK";
  return {
    frame: wire?.frame ?? 0,
    text: what,
    direction: `${formatEndpoint(from)} to ${formatEndpoint(to)}`,
  };
}
