// The steps as a reader has them: one by one, each question before its answer, however much was seen at once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cardsFor, leftBy } from "../../../src/lab/cards.ts";
import type { CardState } from "../../../src/lab/messages.ts";
import { currentCard, faceOf, isPassed, verdictOn } from "../../../src/lab/page/reading.ts";
import { walks } from "../../../src/lab/walks.ts";
import { goldenRun } from "../golden.ts";

const run = { ...goldenRun("run-5-12"), name: "5.12/terminal" };
const whole = cardsFor(run);
const begun = cardsFor({ ...run, observations: run.observations.slice(0, 10) });
const card = (cards: readonly CardState[], id: string): CardState => {
  const found = cards.find((each) => each.id === id);
  assert.ok(found);
  return found;
};

test("a question is asked before its answer is shown, also where it was settled before it could be read", () => {
  const [before, after] = [card(begun, "reading"), card(whole, "reading")];
  const [early, late] = [true, false].map((isEarly) => ({ choice: "x", isEarly }));
  assert.equal(faceOf(before, undefined, false), "todo");
  assert.equal(faceOf(before, early, false), "todo");
  assert.equal(faceOf(after, undefined, false), "question");
  assert.equal(faceOf(after, late, false), "question", "whoever chooses may still change their mind");
  assert.equal(faceOf(after, early, false), "answer");
  assert.equal(faceOf(after, undefined, true), "answer");
  assert.equal(faceOf(card(whole, "line"), undefined, false), "answer", "nothing is asked there");
});

test("one action may settle several cards: the reader goes on from one to the next", () => {
  assert.equal(currentCard(whole, []), "line");
  assert.equal(currentCard(whole, ["line", "kill"]), "silence");
  assert.equal(
    currentCard(
      whole,
      whole.map(({ id }) => id),
    ),
    undefined,
  );
});

test("a step that was passed over is known as such", () => {
  const cards = whole.map((each) => (each.id === "table" ? { ...each, isTicked: false } : each));
  assert.deepEqual(
    cards.filter(({ id }) => isPassed(cards, id)).map(({ id }) => id),
    ["table"],
  );
  assert.equal(isPassed(begun, "line"), false);
});

test("a guess gets a verdict, which nobody is told before", () => {
  assert.equal(card(begun, "kill").question?.right, undefined);
  const right = card(whole, "kill").question?.right;
  assert.equal(right, "A FIN (an orderly end)");
  const guess = (choice: string): string => verdictOn(right, { choice, isEarly: true });
  assert.equal(guess("A FIN (an orderly end)"), "You guessed right: A FIN (an orderly end).");
  assert.equal(guess("Nothing"), "You guessed: Nothing. What happened: A FIN (an orderly end).");
  assert.equal(verdictOn(right, undefined), "The answer: A FIN (an orderly end).");
});

test("what is right is one of the choices, in every question", () => {
  for (const { id, cards } of walks)
    for (const { question, mayDiffer } of cards) {
      if (question === undefined) continue;
      const { choices, right, otherwise } = question;
      for (const one of [right, otherwise ?? right]) assert.ok(choices.includes(one), `${id}: ${one}`);
      assert.equal(otherwise !== undefined, mayDiffer === true, `${id}: ${question.text}`);
    }
});

test("what left the section is said, unless every step was seen before", () => {
  assert.equal(leftBy(run, begun), undefined);
  const reset = { ...goldenRun("run-5-12-reset"), name: "5.12/terminal" };
  assert.match(leftBy(reset, cardsFor(reset)) ?? "", /abort|RST|reset/i);
  assert.equal(leftBy(reset, whole), undefined);
});

test("a direction that left the section is in words", () => {
  const held = {
    kind: "wire",
    operation: "hold",
    rule: 1,
    text: "held on the wire from now on: segments of server->client",
  } as const;
  const observations = [
    ...run.observations.slice(0, 20),
    { ...held, id: 1e6, atNs: run.observations[20]?.atNs ?? 0 },
  ];
  const left = leftBy({ ...run, observations }, begun) ?? "";
  assert.equal(left, "held on the wire from now on: segments of the server to the client");
});
