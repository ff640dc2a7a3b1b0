// The crash of the server's host in UNP 5.14 as cards.

import type { Card } from "../../inside/card.ts";
import { END_OF_FILE, RESET, TIMED_OUT, UNREACHABLE, lineCard } from "./shared.ts";

const crash: Card = {
  id: "crash",
  title: "The whole host disappears",
  todo: "Press “Crash the host”. Wait a moment; type nothing.",
  does: ["host-crash"],
  question: {
    text: "Neither the process nor its kernel could say goodbye. What reaches the client?",
    choices: ["Nothing", "A FIN (an orderly end)", "An RST (an abort)"],
    right: "Nothing",
  },
  after: "silence",
  rules: ["5.14.silence", "5.14.idle"],
  meaning:
    "A host that is off cannot send anything. For the client's kernel the connection is as before: ESTABLISHED. A client that sends " +
    "nothing can wait for ever.",
};

const resend: Card = {
  id: "resend",
  title: "A line to nobody",
  todo: "Type a second line, and watch the times in the drawing. It takes some seconds.",
  question: {
    text: "Nobody acknowledges the line. What does the client's kernel do?",
    choices: [
      "It gives up at once",
      "It sends it again, always after the same time",
      "It sends it again, after longer and longer times",
    ],
    right: "It sends it again, after longer and longer times",
  },
  after: "second-line",
  rules: ["5.14.resend"],
  meaning:
    "It cannot know whether the line was lost, or the host. So it sends it again: the first time soon, in case only the last segment " +
    "was lost (a tail loss probe), and after that it waits twice as long each time, so that a network that is full is not filled " +
    "even more.",
};

const ERRORS = [END_OF_FILE, RESET, TIMED_OUT, UNREACHABLE];

function givesUp(rule: string, right: string, card: Pick<Card, "todo" | "meaning" | "besides">): Card {
  return {
    id: "gives-up",
    title: "It gives up",
    question: {
      text: "At last the client's kernel gives up. What does the client's read return?",
      choices: ERRORS,
      right,
    },
    after: "client-end",
    rules: [rule],
    ...card,
  };
}

export const cards514: Readonly<Record<string, readonly Card[]>> = {
  timeout: [
    lineCard(),
    crash,
    resend,
    givesUp("5.14.timeout", TIMED_OUT, {
      todo: "Wait until the client prints something. (Here the kernel is set to give up after seconds.)",
      besides: ["5.14.default"],
      meaning:
        "Timed out: nobody has said that the host is gone. With the kernel's usual setting this takes a quarter of an hour.",
    }),
  ],
  unreachable: [
    lineCard(),
    crash,
    givesUp("5.14.unreach", UNREACHABLE, {
      todo:
        "Type a second line, and wait until the client prints something. In this run the client's kernel forgets quickly at which " +
        "link address (that of a network card) the server's host was, and must ask for it again (ARP).",
      meaning:
        "Before the line could be sent, the kernel had to ask who has the server's address, and nobody replied. So it knows more than " +
        "that a time has passed: there is no route to the host.",
    }),
  ],
  keepalive: [
    lineCard(),
    {
      ...crash,
      todo: "Press “Crash the host”. Type nothing, and watch: this client has asked its kernel for SO_KEEPALIVE.",
      after: "client-end",
      rules: ["5.14.silence", "5.14.keep"],
      question: {
        text: "The client sends nothing. Will it ever find out?",
        choices: ["Never", "After a while, by itself", "Only with the next line"],
        right: "After a while, by itself",
      },
      meaning:
        "With keep-alive the kernel itself asks, when nothing has come for a time: are you still there? After some questions without a " +
        "reply the read fails with ETIMEDOUT. (By default the first question comes after two hours; here after a second.)",
    },
  ],
  "user-timeout": [
    lineCard(),
    crash,
    givesUp("5.14.user", TIMED_OUT, {
      todo: "Type a second line, and wait. This client has set TCP_USER_TIMEOUT to one second.",
      meaning:
        "The program has chosen how long what it sends may stay unacknowledged, so it need not wait for the kernel's own limit.",
    }),
  ],
};
