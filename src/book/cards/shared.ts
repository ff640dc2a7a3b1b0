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
    todo:
      "Type a line to the client, and press Return. The server returns every line that it gets. Follow yours in the drawing: time " +
      "runs down.",
    after: "line",
    rules,
    meaning:
      "The client read your line from its terminal and wrote it to its socket; TCP carried it in one segment. The server has a process " +
      "that serves only this client: it read the line and wrote it back. In the drawing “P.” is a segment with data (behind it are the " +
      "numbers of its bytes), and “.” is only an acknowledgment; “How to read it”, at the top of the drawing, explains the rest.",
  };
}

/** What a read can return at the end of a connection, as it is asked for. */
export const END_OF_FILE = "End of file (the other end has closed)";
export const RESET = "ECONNRESET (connection reset by peer)";
export const TIMED_OUT = "ETIMEDOUT (connection timed out)";
export const UNREACHABLE = "EHOSTUNREACH (no route to host)";

/** The process that serves the connection is killed, which the reader has seen in 5.12. */
export const killCard: Card = {
  id: "kill",
  title: "Kill the process that serves you",
  todo: "Press “Kill”.",
  does: ["kill"],
  question: {
    text: "The process gets no chance to say goodbye. What reaches the client?",
    choices: ["Nothing", "A FIN (an orderly end)", "An RST (an abort)"],
    right: "A FIN (an orderly end)",
  },
  after: "fault",
  rules: [FIN_CAME],
  meaning:
    "When a process ends, however it ends, its kernel closes everything that it had open. To close a socket means to send a FIN: “I " +
    "will send no more.” It is drawn as “F.”.",
};
