// Cards that several sections have, and what they show.

import type { Card } from "../../inside/card.ts";

/** Statements of the lab itself, for what no section states (`lab/lab-rules.ts`). */
export const LINE_BACK = "lab.line";
export const FIN_CAME = "lab.fin";

/** @param rules of the section, about the beginning */
export function lineCard(rules: readonly string[] = [LINE_BACK]): Card {
  return {
    id: "line",
    title: "A line there and back",
    todo: "Type a line to the client, and press Return. Follow it in the drawing: time runs down.",
    after: "line",
    rules,
    meaning:
      "The client read your line from its terminal and wrote it to its socket; TCP carried it in one segment. A process of the " +
      "server's that serves only this client read it and wrote it back. “P.” is a segment with data (behind it the numbers of its " +
      "bytes), “.” a mere acknowledgment.",
  };
}

/** The process that serves the connection is killed, which the reader has seen in 5.12. */
export const killCard: Card = {
  id: "kill",
  title: "Kill the process that serves you",
  todo: "Press “Kill”.",
  question: {
    text: "The process gets no chance to say goodbye. What reaches the client?",
    choices: ["Nothing", "A FIN (the end, in order)", "An RST (an abort)"],
  },
  after: "fault",
  rules: [FIN_CAME],
  meaning:
    "When a process ends, however it ends, its kernel closes its descriptors. To close a socket means to send a FIN: “I will " +
    "send no more.” It is drawn as “F.”.",
};
