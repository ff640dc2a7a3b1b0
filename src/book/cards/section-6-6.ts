// The half-close of UNP 6.6 as cards.

import type { Card } from "../../inside/card.ts";
import { lineCard } from "./shared.ts";

export const cards66: Readonly<Record<string, readonly Card[]>> = {
  server: [
    lineCard(),
    {
      id: "half",
      title: "The server will send no more",
      todo: "Press “Half-close”: shutdown() for one direction. The server's process lives, and goes on reading. Wait a moment.",
      question: { text: "What reaches the client?", choices: ["Nothing", "A FIN", "An RST"] },
      after: "silence",
      rules: ["6.6.fin"],
      meaning:
        "The same FIN as if the process had been killed: from the segment alone the client cannot tell whether somebody still reads.",
    },
    {
      id: "another",
      title: "The other direction",
      todo: "Type a second line.",
      question: {
        text: "The server has sent its FIN. Does the client's line still arrive?",
        choices: ["It arrives, and is acknowledged", "It is answered with an RST"],
      },
      after: "client-end",
      rules: ["6.6.write", "6.6.read", "6.6.eof"],
      meaning:
        "A FIN closes one direction. The line was acknowledged and read, and no RST came. This client, though, reads end of file where " +
        "it wants an answer, and ends.",
    },
  ],
  client: [
    lineCard(),
    {
      id: "half",
      title: "The client will send no more",
      todo: "Press “Stop”, so that the server is slow to answer. Type a line, and press “Ctrl-D” beside it: the client's input ends.",
      question: {
        text: "The client has sent its FIN, and waits for the answer. In which state is its end?",
        choices: ["ESTABLISHED", "FIN_WAIT2", "closed"],
      },
      after: "end-of-input",
      rules: ["6.6.half"],
      meaning:
        "Half-closed: the client's end has sent its FIN and had it acknowledged (FIN_WAIT2), the server's end has not closed (CLOSE_WAIT).",
    },
    {
      id: "late",
      title: "A late answer",
      todo: "Press “Continue”: the server answers now.",
      question: {
        text: "The client has closed its direction. Does the server's answer still arrive?",
        choices: ["Yes", "No, it is answered with an RST"],
      },
      after: "client-end",
      rules: ["6.6.late", "6.6.whole"],
      meaning:
        "It does: the direction from the server to the client was open all the time. Nothing is lost, and the client ends well.",
    },
  ],
};
