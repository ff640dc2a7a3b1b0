// The batch input of UNP 6.7 as cards.

import type { Card } from "../../inside/card.ts";
import { lineCard } from "./shared.ts";

export const cards67: Readonly<Record<string, readonly Card[]>> = {
  batch: [
    lineCard(),
    {
      id: "end-of-input",
      title: "The input ends before the replies come",
      todo: "Press “Hold the server's”: its replies wait on the wire. Type two or three lines, and press “Ctrl-D”. Then press “Release”.",
      does: ["hold", "ctrl-d"],
      question: {
        text: "When its input ends, should the client close its socket, or only the direction in which it sends?",
        choices: ["Close it", "Only that direction"],
        right: "Only that direction",
      },
      after: "end-of-input",
      rules: ["6.7.fin"],
      meaning:
        "The end of the input is not the end of the replies. The client sent its FIN for its own direction only, and went on reading.",
    },
    {
      id: "whole",
      title: "Is everything there?",
      todo: "Compare what the client has printed with what you have typed.",
      question: { text: "Did every line come back?", choices: ["Yes", "No"], right: "Yes" },
      after: "client-end",
      rules: ["6.7.whole", "6.7.end"],
      meaning:
        "Every line, in order; and the server's end of file, which came last, was then a normal end. A client that closed at the end of " +
        "its input would have lost the replies that were on their way.",
    },
  ],
};
