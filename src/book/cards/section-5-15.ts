// The reboot of the server's host in UNP 5.15 as cards.

import type { Card } from "../../inside/card.ts";
import { END_OF_FILE, RESET, TIMED_OUT, lineCard } from "./shared.ts";

const reboot: Card = {
  id: "reboot",
  title: "The host crashes, and comes back",
  todo: "Press “Reboot the host”. Wait a moment; type nothing.",
  does: ["host-reboot"],
  question: {
    text: "The host is back, and knows nothing of its connections. Does it tell the client?",
    choices: ["Yes, with a FIN", "Yes, with an RST", "No"],
    right: "No",
  },
  after: "silence",
  rules: ["5.15.silence"],
  meaning:
    "It cannot: it does not remember whom to tell. The client's end is ESTABLISHED, and there is nothing at the other end.",
};

const line: Card = {
  id: "another",
  title: "A line to a host that has forgotten",
  todo: "Type a second line.",
  question: {
    text: "The line reaches the host. What does its kernel do?",
    choices: ["It accepts it", "It says nothing", "It replies with an RST"],
    right: "It replies with an RST",
  },
  after: "second-line",
  rules: ["5.15.rst"],
  meaning: "The reply to a segment of a connection that does not exist is an RST.",
};

const error: Card = {
  id: "error",
  title: "What the client sees",
  todo: "Look at what the client has printed.",
  question: {
    text: "What did the client's read return?",
    choices: [END_OF_FILE, RESET, TIMED_OUT],
    right: RESET,
  },
  after: "client-end",
  rules: ["5.15.reset"],
  meaning:
    "Connection reset by peer. Unlike after a FIN, the client knows at least that its line may be lost. A client that must find out " +
    "without sending needs keep-alive (5.14), or asks from time to time.",
};

export const cards515: Readonly<Record<string, readonly Card[]>> = {
  terminal: [lineCard(), { ...reboot, rules: ["5.15.silence", "5.15.idle"] }, line, error],
  both: [lineCard(), reboot, line, error],
};
