// A reader of the lab has not read the book: each term that a section's texts use is explained beside them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { labRules } from "../../../src/lab/lab-rules.ts";
import { wordsIn } from "../../../src/lab/glossary.ts";
import { walks } from "../../../src/lab/walks.ts";

/** What is written like a name of TCP's or of the system's: ECONNRESET, tcp_retries2, waitpid(). */
const TERM = /\b([A-Z][A-Z\d_]{2,}|[a-z]+_\w+|[a-z]+(?=\())\b/g;
/** TCP is what all of this is about, and the client's user sees the rest in the page. */
const plain = new Set(["TCP", "CPU"]);

const texts = new Map(labRules.map(({ id, text }) => [id, text]));

for (const { id, scenario, plan, cards } of walks)
  test(`${id}: each term is explained, and none is a word of the kernel's own people`, () => {
    const text = [
      scenario.title,
      scenario.introduction,
      plan.title,
      ...cards.flatMap(({ title, todo, meaning, question, rules, besides = [] }) => [
        title,
        todo,
        meaning,
        ...(question ? [question.text, ...question.choices] : []),
        ...[...rules, ...besides].map((rule) => texts.get(rule) ?? ""),
      ]),
    ].join("\n");
    const known = wordsIn(text);
    const explained = known.map(({ word, meaning }) => `${word} ${meaning}`).join("\n");
    const terms = new Set(
      [...text.matchAll(TERM)].flatMap(([, term = ""]) => (plain.has(term) ? [] : [term])),
    );
    assert.deepEqual(
      [...terms].filter((term) => !explained.includes(term)),
      [],
    );
    assert.equal(text.includes("neighbour"), false);
    for (const { word } of known) assert.equal(known.filter((other) => other.word === word).length, 1, word);
  });

test("only what a text uses, in the order of a dictionary", () => {
  const words = (text: string): string[] => wordsIn(text).map(({ word }) => word);
  assert.deepEqual(words("The kernel sends an RST; then a FIN."), ["FIN", "kernel", "RST"]);
  assert.deepEqual(words("Nothing."), []);
});
