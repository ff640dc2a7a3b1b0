// The five children of UNP 5.10 as cards.

import type { Card } from "../../inside/card.ts";
import { lineCard } from "./shared.ts";

export const cards510: Readonly<Record<string, readonly Card[]>> = {
  five: [
    lineCard(),
    {
      id: "children",
      title: "Five connections, five children",
      todo: "Look at the table of sockets, and at the server's processes below the drawing.",
      after: "line",
      rules: ["5.10.children"],
      meaning: "The client has opened five connections, and the server has given each a process of its own.",
    },
    {
      id: "end",
      title: "All end at once",
      todo: "Press “Ctrl-D” beside the client's line: its input ends, and its kernel closes all five connections.",
      does: ["ctrl-d"],
      question: {
        text:
          "Five children end, and the kernel reports each to its parent with the signal SIGCHLD. Signals of one kind are not queued: " +
          "some may be lost. How many children will be waited for?",
        choices: ["One", "Some", "All five"],
        right: "All five",
      },
      after: "client-end",
      rules: ["5.10.together", "5.10.waitpid", "5.10.reports"],
      meaning:
        "A server that waited for one child for each signal would leave zombies: processes that have ended, and whose parent has not " +
        "asked how. This one asks again and again (waitpid with WNOHANG) until there is none left.",
    },
  ],
};
