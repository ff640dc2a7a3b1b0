// The shutdown of the server's host in UNP 5.16 as cards.

import type { Card } from "../../inside/card.ts";
import { lineCard } from "./shared.ts";

const shutdown: Card = {
  id: "shutdown",
  title: "The host is shut down",
  todo: "Press “Shut the host down”: every process gets SIGTERM, and a little later SIGKILL; then the host is off.",
  does: ["host-shutdown"],
  question: {
    text: "What reaches the client, before the host is gone?",
    choices: ["Nothing", "A FIN (an orderly end)", "An RST (an abort)"],
    right: "A FIN (an orderly end)",
  },
  after: "fault",
  rules: ["5.16.signals", "5.16.fin"],
  meaning:
    "The processes ended while their kernel was still there, and it closed their sockets: a FIN, as if they had been killed.",
};

const idle: Card = {
  id: "silence",
  title: "Does the client know?",
  todo: "Type nothing, and wait a moment. Look at the client's terminal, and below the drawing at what its process is doing.",
  question: { text: "The FIN has arrived. Has the client noticed?", choices: ["Yes", "No"], right: "No" },
  after: "silence",
  rules: ["5.16.fin", "5.16.idle"],
  meaning: "It is asleep in a read of its terminal, as in 5.12, and has not looked at its socket.",
};

const line: Card = {
  id: "another",
  title: "A line to a host that is off",
  todo: "Type a second line.",
  question: {
    text: "In 5.12 the server's kernel replied to the second line with an RST. And now?",
    choices: ["An RST, as in 5.12", "Nothing", "A second FIN"],
    right: "An RST, as in 5.12",
    otherwise: "Nothing",
  },
  after: "client-end",
  rules: ["5.16.line", "5.16.eof"],
  mayDiffer: true,
  meaning:
    "The host that would send the RST is off. For the client it makes no difference: the FIN was waiting, so its read returned end of " +
    "file at once, and it never learns what became of the line.",
};

const notified: Card = {
  id: "notified",
  title: "Does this client know?",
  todo: "Type nothing, and look at the client's terminal.",
  question: { text: "The FIN has arrived. Has the client noticed?", choices: ["Yes", "No"], right: "Yes" },
  after: "client-end",
  rules: ["5.16.fin", "5.16.select", "5.16.eof"],
  meaning: "It waits for its terminal and its socket at the same time, so the FIN wakes it.",
};

export const cards516: Readonly<Record<string, readonly Card[]>> = {
  terminal: [lineCard(), shutdown, idle, line],
  both: [lineCard(), shutdown, notified],
};
