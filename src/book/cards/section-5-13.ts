// The two writes of UNP 5.13 as cards.

import type { Card } from "../../inside/card.ts";
import { killCard, lineCard } from "./shared.ts";

const first: Card = {
  id: "first",
  title: "A line, written in two pieces",
  todo: "Type a second line: this client writes its first byte, waits a moment, and then writes the rest. It does not read in between.",
  question: {
    text: "The server's process is gone. What does the first of the two writes do?",
    choices: ["It succeeds", "It fails"],
    right: "It succeeds",
  },
  after: "second-line",
  rules: ["5.13.first"],
  meaning:
    "The kernel took the byte, and sent it: a FIN closes one direction only. The server's kernel answered with an RST.",
};

const ENDS = "It ends the process, without a message";
const FAILS = "It fails with an error: EPIPE (broken pipe)";

function second(rule: string, asks: string, right: string, meaning: string): Card {
  return {
    id: "second",
    title: "The second write",
    todo: "Look at the client's terminal: it has written the rest.",
    question: { text: asks, choices: ["It succeeds", ENDS, FAILS], right },
    after: "client-end",
    rules: ["5.13.second", rule],
    meaning,
  };
}

export const cards513: Readonly<Record<string, readonly Card[]>> = {
  default: [
    lineCard(),
    killCard,
    first,
    second(
      "5.13.sigpipe",
      "The RST has come: the connection no longer exists. What does the second write do?",
      ENDS,
      "It raises the signal SIGPIPE, which ends a process that has not asked for something else: no message, no error, no line in a log. " +
        "The signal is meant for programs in a pipe, but every program that writes to a connection that is gone gets it.",
    ),
  ],
  ignored: [
    lineCard(),
    killCard,
    first,
    second(
      "5.13.epipe",
      "This client ignores the signal SIGPIPE. What does the second write do?",
      FAILS,
      "With the signal ignored the write fails with EPIPE, and the program can report that, or connect again.",
    ),
  ],
};
