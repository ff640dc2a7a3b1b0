// The orders of the race in UNP 5.12, step 7, as cards: each is made with segments held on the wire, or with a client that
// waits.

import type { Card } from "../../inside/card.ts";
import { killCard, lineCard } from "../cards/shared.ts";

const ORDER = "5.12.race";
const HOLD = "Press “Hold the server's”: what it sends waits on the wire until you release it.";
const END_OF_FILE = "End of file (the FIN)";
const RESET = "ECONNRESET (connection reset: the RST)";

/** The client waits for an empty line between its write and its read. */
const gatedLine: Card = {
  ...lineCard(),
  todo:
    "Type a line, and press Return; then press Return once more, with nothing typed: between its write and its read this client " +
    "waits for that.",
};

const hold: Card = {
  ...killCard,
  title: "Hold what the server sends, and kill",
  todo: `${HOLD} Then press “Kill”.`,
  does: ["hold", "kill"],
  question: {
    text: "The FIN is on the wire. Does the client's kernel know of it?",
    choices: ["Yes", "No"],
    right: "No",
  },
  after: "fault",
  rules: ["lab.held-fin"],
  meaning:
    "The process is gone, and the FIN is in the list of what is held on the wire: it is on its way, and has not arrived.",
};

function answer(
  name: string,
  card: Pick<Card, "title" | "todo" | "does" | "meaning"> & {
    readonly asks: string;
    readonly right: string;
    readonly otherwise?: string;
  },
): Card {
  const { asks, right, otherwise, ...texts } = card;
  return {
    id: "order",
    ...texts,
    question: {
      text: asks,
      choices: [END_OF_FILE, RESET],
      right,
      ...(otherwise !== undefined && { otherwise }),
    },
    after: "client-end",
    rules: [ORDER, `${ORDER}.${name}`],
  };
}

export const raceCards: Readonly<Record<string, readonly Card[]>> = {
  a: [
    gatedLine,
    killCard,
    {
      ...answer("a", {
        title: "The RST comes, and then the client reads",
        todo: "Type a second line. See the RST (“R”) arrive. Only then press Return, with nothing typed: now the client reads.",
        asks: "The FIN has come, and then the RST. What does the read return?",
        right: RESET,
        otherwise: END_OF_FILE,
        meaning:
          "The book has ECONNRESET here. What your kernel did is above: Linux remembers that a FIN has come, and a read then returns " +
          "end of file before it looks at any error.",
      }),
      mayDiffer: true,
    },
  ],
  b: [
    lineCard(),
    killCard,
    answer("b", {
      title: "The client reads, and then the RST comes",
      todo: `${HOLD} Type a second line, and wait until the client has printed something. Then press “Release”.`,
      does: ["hold"],
      asks: "The RST is still on the wire when the client reads. What does the read return?",
      right: END_OF_FILE,
      meaning:
        "The FIN had been there all the time, so the read returned at once: end of file. The RST came to a client that had ended.",
    }),
  ],
  c: [
    lineCard(),
    {
      id: "unread",
      title: "A line that nobody reads",
      todo: "Press “Stop”: the process sleeps, and its kernel goes on. Type a line: it stays in the server's Recv-Q, and nobody reads it.",
      does: ["stop"],
      after: "second-line",
      rules: ["lab.unread"],
      meaning: "The kernel has acknowledged the line. That does not mean that a program has read it.",
    },
    answer("c", {
      title: "Kill it, with the line unread",
      todo: "Press “Kill”.",
      does: ["kill"],
      asks: "A process is killed that has not read everything. What does the client's read return?",
      right: RESET,
      meaning:
        "A FIN would not say that these bytes are lost, so the kernel aborts the connection instead: an RST, and no FIN " +
        "(RFC 2525, 2.17).",
    }),
  ],
  d1: [
    gatedLine,
    hold,
    answer("d1", {
      title: "The RST overtakes the FIN",
      todo:
        "Type a second line: the RST comes to lie behind the FIN. Press “Release this one” at the RST. " +
        "Press Return, with nothing typed: the client reads. Then press “Release”.",
      asks: "The RST came, and no FIN. What does the read return?",
      right: RESET,
      meaning:
        "No FIN had come: all that the client's kernel knew was the reset, so that is what the read returned.",
    }),
  ],
  d2: [
    lineCard(),
    hold,
    answer("d2", {
      title: "The RST overtakes the FIN, while the client sleeps in its read",
      todo:
        "Type a second line: the client writes it, and sleeps in its read. Drag the RST above the FIN (or " +
        "use the arrows beside it), and press “Release all in this order”.",
      asks: "The RST comes first, the FIN afterwards. What does the read return?",
      right: RESET,
      meaning:
        "The RST woke the client, and ended the connection: the FIN that came later belonged to nothing any more.",
    }),
  ],
};
