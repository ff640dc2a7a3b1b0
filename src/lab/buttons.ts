// The buttons of the lab: what each does, and why it cannot be pressed at the moment. Pure.

import type { LabFacts } from "./facts.ts";
import type { Button } from "./messages.ts";
import type { LabFault } from "./orders.ts";

/** What is fixed for a run. */
export interface LabSettings {
  /** The server is deadpeer's own echo server, which echoes whatever comes. */
  readonly echoes: boolean;
  /** There is a wire between the two hosts. */
  readonly hasWire: boolean;
}

type Draft = Omit<Button, "off"> & { readonly off: string | undefined };

export function buttonsFor(facts: LabFacts, settings: LabSettings): Button[] {
  const drafts = facts.isConnected ? allButtons(facts, settings) : [];
  return drafts.map(({ off, ...button }) => ({ ...button, ...(off !== undefined && { off }) }));
}

function allButtons(facts: LabFacts, settings: LabSettings): Draft[] {
  return [
    ...processButtons(facts),
    ...connectionButtons(facts),
    ...cutButtons(facts, settings),
    ...holdButtons(facts, settings),
    ...lookButtons(facts, settings),
  ];
}

const NOBODY = "the process that served the connection has ended";

function processButtons({ serving, isStopped, serverEnded, listens }: LabFacts): Draft[] {
  const gone = serving === undefined ? NOBODY : undefined;
  const who =
    serving === undefined
      ? "the process that serves the connection"
      : `process ${serving}, which serves the connection`;
  const fault = (name: LabFault, label: string, hint: string, off: string | undefined): Draft => ({
    id: name,
    group: "process",
    label,
    hint,
    order: { do: "fault", fault: name },
    off,
  });
  return [
    fault("kill", "Kill", `SIGKILL to ${who}. It can do nothing about it.`, gone),
    fault("terminate", "Terminate", `SIGTERM to ${who}: it is asked to end.`, gone),
    fault(
      "stop",
      "Stop",
      `SIGSTOP to ${who}: it hangs, and its kernel goes on without it.`,
      gone ?? (isStopped ? "it is stopped already" : undefined),
    ),
    {
      id: "continue",
      group: "process",
      label: "Continue",
      hint: "SIGCONT: the process that was stopped goes on.",
      order: { do: "continue" },
      off: isStopped ? undefined : "nothing is stopped",
    },
    {
      id: "restart-server",
      group: "process",
      label: "Start the server again",
      hint: "The server's command, once more, on the same host and port.",
      order: { do: "restart-server" },
      off: listens || !serverEnded ? "the server listens: only a process of it can be gone" : undefined,
    },
  ];
}

function connectionButtons({ serving, server, isStopped }: LabFacts): Draft[] {
  const state = server?.state;
  const noSocket = serving === undefined ? NOBODY : undefined;
  const closed = "the server's end of the connection is closed already";
  const open = state === "ESTABLISHED" || state === "CLOSE_WAIT" ? undefined : closed;
  const isThere = state === undefined || state === "CLOSE" ? closed : undefined;
  const asProcess = isStopped ? " It is done for the process, which is stopped." : "";
  return [
    {
      id: "close",
      group: "connection",
      label: "Close",
      hint: `shutdown(SHUT_RDWR) of the server's socket: a FIN, and nothing is read any more.${asProcess}`,
      order: { do: "fault", fault: "close" },
      off: noSocket ?? open,
    },
    {
      id: "half-close",
      group: "connection",
      label: "Half-close",
      hint: `shutdown(SHUT_WR) of the server's socket: a FIN, and the server reads on.${asProcess}`,
      order: { do: "fault", fault: "half-close" },
      off: noSocket ?? open,
    },
    {
      id: "reset",
      group: "connection",
      label: "Reset",
      hint: `The server's socket is aborted: an RST instead of a FIN.${asProcess}`,
      order: { do: "fault", fault: "reset" },
      off: noSocket ?? isThere,
    },
  ];
}

const NO_CABLE = "client and server are on one host: there is no cable";

function cableButton(
  id: string,
  label: string,
  hint: string,
  order: Button["order"],
  off: string | undefined,
): Draft {
  return { id, group: "cable", label, hint, order, off };
}

function cutButtons({ isCut }: LabFacts, { hasWire }: LabSettings): Draft[] {
  const none = hasWire ? undefined : NO_CABLE;
  const off = none ?? (isCut ? "the cable is cut already" : undefined);
  return [
    cableButton(
      "cut",
      "Cut the cable",
      "Whatever either host sends is lost from now on.",
      { do: "cut" },
      off,
    ),
    cableButton(
      "cut-to-client",
      "Cut it towards the client",
      "What the server sends is lost; what the client sends arrives.",
      { do: "cut", direction: "server->client" },
      off,
    ),
    cableButton(
      "cut-to-server",
      "Cut it towards the server",
      "What the client sends is lost; what the server sends arrives.",
      { do: "cut", direction: "client->server" },
      off,
    ),
    cableButton(
      "restore",
      "Restore the cable",
      "Both directions are whole again. What was lost TCP sends again, by its own timers.",
      { do: "restore" },
      none ?? (isCut ? undefined : "the cable is whole"),
    ),
  ];
}

function holdButtons({ isHolding }: LabFacts, { hasWire }: LabSettings): Draft[] {
  const none = hasWire ? undefined : NO_CABLE;
  const off = none ?? (isHolding ? "segments are held already: release them first" : undefined);
  const hint = "Its segments wait on the wire until you release them.";
  return [
    cableButton(
      "hold-to-client",
      "Hold what the server sends",
      hint,
      { do: "hold", direction: "server->client" },
      off,
    ),
    cableButton(
      "hold-to-server",
      "Hold what the client sends",
      hint,
      { do: "hold", direction: "client->server" },
      off,
    ),
    cableButton(
      "release",
      "Release",
      "What is held goes on, in the order in which it was sent, and nothing is held any more.",
      { do: "release" },
      none ?? (isHolding ? undefined : "nothing is held"),
    ),
  ];
}

function lookButtons({ listens }: LabFacts, { echoes }: LabSettings): Draft[] {
  const silent = echoes ? undefined : "only deadpeer's own echo server is known to return a line";
  return [
    {
      id: "look",
      group: "look",
      label: "Run netstat",
      hint: "The table of sockets as it is now, as one more observation.",
      order: { do: "look" },
      off: undefined,
    },
    {
      id: "probe",
      group: "look",
      label: "Connect another client",
      hint: "A further connection to the server, with one line: does it still serve?",
      order: { do: "probe" },
      off: silent ?? (listens ? undefined : "nobody listens on the server's port"),
    },
  ];
}
