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
      does: ["half-close"],
      question: {
        text: "What reaches the client?",
        choices: ["Nothing", "A FIN (an orderly end)", "An RST (an abort)"],
        right: "A FIN (an orderly end)",
      },
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
        choices: ["It arrives, and is acknowledged", "The reply is an RST"],
        right: "It arrives, and is acknowledged",
      },
      after: "client-end",
      rules: ["6.6.write", "6.6.read", "6.6.eof"],
      meaning:
        "A FIN closes one direction. The line was acknowledged and read, and no RST came. This client, though, reads end of file where " +
        "it expects a reply, and ends.",
    },
  ],
  client: [
    lineCard(),
    {
      id: "half",
      title: "The client will send no more",
      todo: "Press “Stop”, so that the server is slow to reply. Type a line, and press “Ctrl-D” beside it: the client's input ends.",
      does: ["stop", "ctrl-d"],
      question: {
        text: "The client has sent its FIN, and waits for the reply. In which state is its end?",
        choices: ["ESTABLISHED", "FIN_WAIT2", "closed"],
        right: "FIN_WAIT2",
      },
      after: "end-of-input",
      rules: ["6.6.half"],
      meaning:
        "Half-closed: the client's end has sent its FIN, which was acknowledged (FIN_WAIT2), and the server's end has not closed " +
        "(CLOSE_WAIT).",
    },
    {
      id: "late",
      title: "A late reply",
      todo: "Press “Continue”: the server replies now.",
      does: ["continue"],
      question: {
        text: "The client has closed its direction. Does the server's reply still arrive?",
        choices: ["Yes", "No, the client's kernel replies with an RST"],
        right: "Yes",
      },
      after: "client-end",
      rules: ["6.6.late", "6.6.whole"],
      meaning:
        "It does: the direction from the server to the client was open all the time. Nothing is lost, and the client ends as it should.",
    },
  ],
};
