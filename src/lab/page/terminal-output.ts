// What a program's terminal shows, from the observations: what it printed, and for the client what was typed to it. Pure.

import type { Observation, Role } from "../../timeline/observation.ts";

const TYPED = "\u001b[1;36m";
const AS_BEFORE = "\u001b[0m";

/** They would turn the direction of what stands beside them: a terminal of the page's kind obeys them. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** As a terminal takes it; empty for what is not seen there. */
export function shownInTerminal(observation: Observation, role: Role): string {
  return asSeen(observation, role).replace(TURNING, "?");
}

function asSeen(observation: Observation, role: Role): string {
  switch (observation.kind) {
    case "printed":
      return observation.role === role ? withReturns(observation.text) : "";
    case "typed":
      return role === "client" ? `${TYPED}${observation.text}${AS_BEFORE}\r\n` : "";
    case "pressed":
      return role === "client" ? `${TYPED}[${observation.key}]${AS_BEFORE}\r\n` : "";
    case "program-exited":
      return observation.role === role ? `\r\n${TYPED}[it has ended]${AS_BEFORE}\r\n` : "";
    case "output-cut":
      return observation.role === role ? `\r\n${TYPED}${cutNote(observation.kept)}${AS_BEFORE}\r\n` : "";
    default:
      return "";
  }
}

/** What it prints from now on is not kept: its terminal would look dead. */
function cutNote(kept: number): string {
  return `[more than ${kept} characters: nothing more of it is shown]`;
}

/** A program on pipes ends its lines with a newline alone. */
function withReturns(text: string): string {
  return text.replace(/\r?\n/g, "\r\n");
}
