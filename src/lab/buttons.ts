// The buttons of the lab: what each does, and why it cannot be pressed at the moment. Pure.

import { type FaultName, faults } from "../fault/index.ts";
import { type Draft, type LabSettings, NOBODY, NO_CABLE, faultButton } from "./button-drafts.ts";
import type { LabFacts } from "./facts.ts";
import { timeButtons } from "./timed-buttons.ts";
import type { Button } from "./messages.ts";
import { labFaults, takesAmount } from "./orders.ts";

export function buttonsFor(facts: LabFacts, settings: LabSettings): Button[] {
  const drafts = facts.isConnected ? allButtons(facts, settings) : [];
  return drafts.map(({ off, ...button }) => ({ ...button, ...(off !== undefined && { off }) }));
}

function allButtons(facts: LabFacts, settings: LabSettings): Draft[] {
  return [
    ...processButtons(facts),
    ...connectionButtons(facts),
    ...hostButtons(facts, settings),
    ...cutButtons(facts, settings),
    ...holdButtons(facts, settings),
    ...timeButtons(facts, settings),
    ...lookButtons(facts, settings),
  ];
}

const CLOSED = "the server's end of the connection is closed already";

function processButtons({ serving, isStopped, isHostOff, serverEnded, listens }: LabFacts): Draft[] {
  const ofProcess = labFaults.filter(
    (name) => !takesAmount(name) && !faults[name].endsConnectionOnly && !faults[name].needsTwoHosts,
  );
  const whyNot = (name: FaultName): string | undefined => {
    if (serving === undefined) return NOBODY;
    return isStopped && faults[name].expects.process === "stopped" ? "it is stopped already" : undefined;
  };
  return [
    ...ofProcess.map((name) => faultButton(name, whyNot(name))),
    {
      id: "continue",
      group: "process",
      label: "Continue",
      hint: "SIGCONT: the process that was stopped goes on.",
      order: { do: "undo" },
      off: isStopped ? undefined : "nothing is stopped",
    },
    {
      id: "restart-server",
      group: "process",
      label: "Start the server again",
      hint: "The server's command, once more, on the same host and port.",
      order: { do: "restart-server" },
      off: isHostOff
        ? "its host is off"
        : listens || !serverEnded
          ? "the server listens: only a process of it can be gone"
          : undefined,
    },
  ];
}

function connectionButtons({ serving, server }: LabFacts): Draft[] {
  const ofSocket = labFaults.filter((name) => !takesAmount(name) && faults[name].endsConnectionOnly);
  const state = server?.state ?? "CLOSE";
  const canSend = state === "ESTABLISHED" || state === "CLOSE_WAIT";
  const whyNot = (name: FaultName): string | undefined => {
    if (serving === undefined) return NOBODY;
    // A FIN can be sent once; an RST as long as there is a socket.
    const canDo = faults[name].expects.endings.includes("fin") ? canSend : state !== "CLOSE";
    return canDo ? undefined : CLOSED;
  };
  return ofSocket.map((name) => faultButton(name, whyNot(name)));
}

function hostButtons({ serving, isHostOff }: LabFacts, { hasWire }: LabSettings): Draft[] {
  const none = hasWire ? undefined : "client and server are on one host";
  const gone = serving === undefined ? NOBODY : undefined;
  return [
    ...labFaults
      .filter((name) => !takesAmount(name) && faults[name].needsTwoHosts)
      .map((name) => faultButton(name, none ?? (isHostOff ? "it is off already" : gone))),
    {
      id: "host-back",
      group: "host",
      label: "Bring the host back",
      hint: "It is on the net again, and knows nothing of its connections. Its server must be started again.",
      order: { do: "undo" },
      off: none ?? (isHostOff ? undefined : "the host is there"),
    },
  ];
}

function cableButton(
  id: string,
  label: string,
  hint: string,
  order: Button["order"],
  off: string | undefined,
): Draft {
  return { id, group: "cable", label, hint, order, off };
}

function cutButtons({ isCut, isHostOff }: LabFacts, { hasWire }: LabSettings): Draft[] {
  const none = hasWire ? (isHostOff ? "the server's host is off" : undefined) : NO_CABLE;
  const off = none ?? (isCut ? "the cable is cut already" : undefined);
  return [
    cableButton("cut", "Cut", "Whatever either host sends is lost from now on.", { do: "cut" }, off),
    cableButton(
      "cut-to-client",
      "Cut to the client",
      "What the server sends is lost; what the client sends arrives.",
      { do: "cut", direction: "server->client" },
      off,
    ),
    cableButton(
      "cut-to-server",
      "Cut to the server",
      "What the client sends is lost; what the server sends arrives.",
      { do: "cut", direction: "client->server" },
      off,
    ),
    cableButton(
      "restore",
      "Restore",
      "Both directions are whole again. What was lost TCP sends again, by its own timers.",
      { do: "restore" },
      none ?? (isCut ? undefined : "the cable is whole"),
    ),
  ];
}

function holdButtons({ isHolding, isDelayed }: LabFacts, { hasWire }: LabSettings): Draft[] {
  const none = hasWire ? undefined : NO_CABLE;
  const off = none ?? (isHolding ? "segments are held already: release them first" : undefined);
  const hint = "The segments that it sends wait on the wire until you release them.";
  return [
    cableButton(
      "hold-to-client",
      "Hold the server's",
      hint,
      { do: "hold", direction: "server->client" },
      off,
    ),
    cableButton(
      "hold-to-server",
      "Hold the client's",
      hint,
      { do: "hold", direction: "client->server" },
      off,
    ),
    cableButton(
      "release",
      "Release",
      "All that is held goes on, in the order in which it was sent, and nothing is held any more.",
      { do: "release" },
      none ?? (isHolding ? undefined : "nothing is held by hand"),
    ),
    cableButton(
      "delay",
      "Delay 200 ms",
      "From now on each segment takes 200 ms, in both directions.",
      { do: "delay", ms: 200 },
      none ?? (isDelayed ? "there is a delay already" : undefined),
    ),
    cableButton(
      "no-delay",
      "No delay",
      "Segments take no time any more.",
      { do: "delay", ms: 0 },
      none ?? (isDelayed ? undefined : "there is no delay"),
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
