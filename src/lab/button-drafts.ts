// What the lab's buttons have in common. Pure.

import { type FaultName, faults } from "../fault/index.ts";
import type { Button } from "./messages.ts";

/** What is fixed for a run. */
export interface LabSettings {
  /** The server is deadpeer's own echo server, which echoes whatever comes. */
  readonly echoes: boolean;
  /** There is a wire between the two hosts. */
  readonly hasWire: boolean;
}

export type Draft = Omit<Button, "off"> & { readonly off: string | undefined };

export const NOBODY = "the process that served the connection has ended";

export function faultButton(name: FaultName, off: string | undefined): Draft {
  const { button: label = name, summary, endsConnectionOnly, needsTwoHosts } = faults[name];
  const group = needsTwoHosts ? "host" : endsConnectionOnly ? "connection" : "process";
  return { id: name, group, label, hint: `${capital(summary)}.`, order: { do: "fault", fault: name }, off };
}

/** A sentence begins with one. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const NO_CABLE = "client and server are on one host: there is no cable";
