// What a proxy made of an ending, in a sentence. Pure.

import type { Passage } from "./verdict-record.ts";
import { formatDuration } from "./units.ts";
import type { PassageWord, Sent } from "./words.ts";

const sentInWords: Readonly<Record<Sent, string>> = {
  fin: "the server's FIN",
  rst: "the server's RST",
  silence: "the server's silence",
  refusal: "the server's refusal",
  "server-half-close": "the server's half-close",
  "client-half-close": "the client's half-close",
};

/** `The proxy turns the server's RST into a FIN, 0.2 ms later.` */
export function passageInWords(passage: Passage): string {
  const { word, sent, why } = passage;
  if (word === "unknown" || sent === undefined)
    return `What the proxy makes of it is unknown: ${why ?? "it was not seen"}.`;
  return sentences[word]({ ...passage, sent });
}

type Known = Passage & Required<Pick<Passage, "sent">>;

const sentences: Readonly<Record<Exclude<PassageWord, "unknown">, (of: Known) => string>> = {
  keeps: (of) => `The proxy keeps ${whatOf(of)}${laterOf(of)}${of.unused ? UNUSED : ""}.`,
  turns: (of) => `The proxy turns ${whatOf(of)} into ${reachedOf(of)}${laterOf(of)}.`,
  closes: (of) => `The proxy turns ${whatOf(of)} into a close: ${closedOf(of)}.`,
  answers: ({ said = "" }) => `The proxy answers in place of the server: ${said}`,
  eats: (of) => `The proxy eats ${whatOf(of)}: nothing reached the ${otherEndOf(of)} ${untilOf(of)}.`,
  "makes-up": (of) => `The proxy makes up ${reachedOf(of)} where the server was silent${laterOf(of)}.`,
  covers: () =>
    "The proxy covers the server's silence: its kernel acknowledges what the client sends, and the server's host does not.",
};

const UNUSED = "; nothing was said then over the half that was still open";

function whatOf({ sent }: Known): string {
  return sentInWords[sent];
}

function otherEndOf({ sent }: Known): string {
  return sent === "client-half-close" ? "server" : "client";
}

function untilOf(of: Known): string {
  return of.afterNs === undefined
    ? "while it was watched"
    : `before the connection was used again; ${reachedOf(of)} did${laterOf(of).replace(",", "")}`;
}

function reachedOf({ reached }: Known): string {
  return reached === "rst" ? "an RST" : "a FIN";
}

function laterOf({ afterNs }: Known): string {
  return afterNs === undefined ? "" : `, ${formatDuration(afterNs)} later`;
}

function closedOf({ closedNs }: Known): string {
  return closedNs === undefined
    ? "what the other end says then does not all come through"
    : `${formatDuration(closedNs)} later the other half is closed, too`;
}
