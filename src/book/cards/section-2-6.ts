// The normal close of UNP 2.6 as cards.

import type { Card } from "../../inside/card.ts";
import { LINE_BACK, lineCard } from "./shared.ts";

const opening: Card = {
  ...lineCard(["2.6.open", LINE_BACK]),
  title: "Three segments open the connection",
  todo: "Look at the first three arrows of the drawing (S, S. and .). Then type a line to the client, and press Return.",
  meaning:
    "SYN (“S”), SYN with ACK (“S.”), ACK (“.”): each end says from which number it counts its bytes, and each is told that this has " +
    "arrived. Then your line went to the server (“P.” is a segment with data), and came back.",
};

const closing: Card = {
  id: "close",
  title: "One end closes, then the other",
  todo: "Press “Ctrl-D” beside the client's line: its input ends, so it closes its end.",
  does: ["ctrl-d"],
  question: {
    text: "How many segments does it take until both ends have closed?",
    choices: ["One", "Two", "Three or four"],
    right: "Three or four",
  },
  after: "end-of-input",
  rules: ["2.6.fin1", "2.6.ack1", "2.6.fin2", "2.6.ack2"],
  meaning:
    "Each direction is closed by itself: a FIN and its acknowledgment, twice. The acknowledgment of the first FIN and the second FIN " +
    "may share one segment.",
};

const left: Card = {
  id: "left",
  title: "Who must remember",
  todo: "Look below the drawing at the table of sockets, and at the states of both ends.",
  question: {
    text: "One of the two ends is kept for a while. Which?",
    choices: ["The one that closed first", "The one that closed last", "Neither"],
    right: "The one that closed first",
  },
  after: "client-end",
  rules: ["2.6.time-wait", "2.6.whole"],
  meaning:
    "The end that closed first has sent the last acknowledgment, and it may be lost: then the other end sends its FIN again, and " +
    "somebody must be there to answer. That is what TIME_WAIT is for. Nothing was reset, so nothing is lost.",
};

export const cards26: Readonly<Record<string, readonly Card[]>> = {
  "client-first": [opening, closing, left],
  "server-first": [
    opening,
    {
      ...closing,
      todo: "Press “Close”: the server closes its end, and its process lives.",
      does: ["close"],
      after: "fault",
    },
    left,
  ],
};
