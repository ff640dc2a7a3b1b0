// What a client prints behind a prompt that stood there before the fault is the rest of that line.

import assert from "node:assert/strict";
import { test } from "node:test";
import { printedBy } from "../../../src/timeline/queries.ts";
import { lineAcross } from "../../../src/verdict/lines/lines-printed.ts";
import { incompleteAnswers, newLines } from "../../../src/verdict/lines/new-lines.ts";
import { FAULT, FIN, GONE, NO_FAULT, controlBy } from "../ledger-runs.ts";
import { observations, opened, laidOut } from "../made-up.ts";
import { type Timed, prints, types } from "../one-run.ts";

interface Words {
  readonly news: readonly string[];
  readonly doubtful: readonly string[];
  readonly incomplete: readonly string[];
}

/** It prints a prompt, an exchange, a prompt; and in the control all of it again. @param since after the fault */
function words(prompt: string, exchange: string, since: readonly string[], again = exchange): Words {
  const control = controlBy([
    prints(2, prompt),
    types(3, "one"),
    prints(6, `${exchange}\n${prompt}`),
    NO_FAULT,
    types(1500, "two"),
    prints(1510, `${again}\n${prompt}`),
  ]);
  const seen = observations(
    ...opened,
    prints(2, prompt),
    types(3, "one"),
    prints(6, `${exchange}\n${prompt}`),
    FAULT,
    GONE,
    FIN,
    types(1500, "two"),
    ...since.map((text, i) => prints(1510 + i, text)),
  );
  const lines = newLines(laidOut(seen), 10e6, control);
  const texts = (some: ReturnType<typeof newLines>): string[] => some.map(({ text }) => text);
  return {
    news: texts(lines.filter(({ isDoubtful }) => !isDoubtful)),
    doubtful: texts(lines.filter(({ isDoubtful }) => isDoubtful)),
    incomplete: texts(incompleteAnswers(laidOut(seen), 10e6, control)),
  };
}

const none: Words = { news: [], doubtful: [], incomplete: [] };

test("what it always prints behind its prompt is usual: gdb's `sending: qC`, before any answer", () => {
  const exchange = 'sending: qC\nreceived: "QC"';
  assert.deepEqual(words("(gdb) ", exchange, ["sending: qC\n"]), none);
  assert.deepEqual(words("(gdb) ", exchange, ["send", "ing: qC\n"]), none);
  assert.deepEqual(words("(gdb) ", exchange, ["send"]), none);
});

test("an answer without its text is incomplete behind a prompt, too", () => {
  assert.deepEqual(words("> ", "got two", ["got\n"]), { ...none, incomplete: ["got"] });
  assert.deepEqual(words("> ", "got two", ["got None\n> "]), { ...none, incomplete: ["got None"] });
});

test("news behind a prompt is news, without the prompt, and without what else stood there", () => {
  const exchange = "status 200";
  assert.deepEqual(words(">>> ", exchange, ["status 503\n"]), { ...none, news: ["status 503"] });
  assert.deepEqual(words(">>> ", exchange, ["\nstatus 503\n"]), { ...none, news: ["status 503"] });
  assert.deepEqual(words("waiting...", exchange, ["lost\n"]), { ...none, news: ["lost"] });
});

test("what comes behind a prompt oftener than ever may be chance", () => {
  assert.deepEqual(words("> ", "up", ["up\n"], "down"), { ...none, doubtful: ["up"] });
});

test("what came in pieces is one line, from wherever it began", () => {
  const across = (...facts: readonly Timed[]): string | undefined =>
    lineAcross(printedBy(observations(...facts), "client"), 10e6)?.text;
  const begins = [prints(1, "(g"), prints(2, "db"), prints(10, ") ")];
  const ends = [prints(11, "send"), prints(12, "ing: qC\nreceived"), prints(13, "?\n")];
  assert.equal(across(...begins, ...ends), "(gdb) sending: qC");
  assert.equal(across(prints(1, "up\n"), ...begins, ...ends), "(gdb) sending: qC");
  assert.equal(across(prints(10, "up\n(gdb) "), ...ends), "(gdb) sending: qC", "printed just then");
  assert.equal(across(...begins, prints(11, "sending")), "(gdb) sending", "as far as it came");
  assert.equal(across(...begins), undefined, "nothing came behind it");
  assert.equal(across(...begins, prints(11, "\nsending\n")), undefined);
  assert.equal(across(...ends), undefined, "nothing stood there");
});
