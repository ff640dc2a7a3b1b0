// The client of UNP 6.4, which waits on both its sources, as cards.

import type { Card } from "../../inside/card.ts";
import { killCard, lineCard } from "./shared.ts";

export const cards64: Readonly<Record<string, readonly Card[]>> = {
  both: [
    lineCard(),
    {
      id: "waits",
      title: "It waits on two things at once",
      todo: "Look below the drawing at what the client's process is doing.",
      after: "line",
      rules: ["6.4.select"],
      meaning:
        "It asks the kernel in one system call to be woken by whichever comes first: something typed, or something on its socket. " +
        "(The book uses select(); poll() does the same.)",
    },
    killCard,
    {
      id: "told",
      title: "When does it find out?",
      todo: "Type nothing, and look at the client's terminal.",
      question: {
        text: "The client of 5.12 did not notice the FIN. And this one?",
        choices: ["At once", "With the next line", "Never"],
        right: "At once",
      },
      after: "client-end",
      rules: ["6.4.told", "6.4.eof"],
      meaning:
        "A FIN makes a socket readable, and the read returns end of file. Nothing is lost, since nothing had been sent. What a client " +
        "learns depends on what it waits for.",
    },
  ],
};
