// A terminal as a value, text that fits it, and text of others that may be shown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beliefRows } from "../../../src/report/belief-rows.ts";
import { otherEndOf } from "../../../src/report/ledger-rows.ts";
import { formatLedger } from "../../../src/report/ledger.ts";
import { sanitize } from "../../../src/report/sanitize.ts";
import { describeTerminal, paint, wrap } from "../../../src/report/terminal.ts";
import type { Ledger } from "../../../src/timeline/verdict-record.ts";
import { OWN } from "../../../src/verdict/asks/loss.ts";
import * as fc from "fast-check";
import { fault, seen } from "../made-up-proxy.ts";
import { runOf } from "../runs.ts";

const tty = { isTTY: true, columns: 80 };

test("a terminal has colour, a pipe has none", () => {
  assert.equal(describeTerminal(tty, {}).colour, true);
  assert.equal(describeTerminal({}, {}).colour, false);
  assert.equal(describeTerminal({ isTTY: false }, {}).colour, false);
});

test("NO_COLOR and TERM=dumb say no, FORCE_COLOR says yes, and no outweighs yes", () => {
  const colour = (env: NodeJS.ProcessEnv, output = {}): boolean => describeTerminal(output, env).colour;
  assert.equal(colour({ NO_COLOR: "1" }, tty), false);
  assert.equal(colour({ NO_COLOR: "" }, tty), true, "an empty NO_COLOR is none (no-color.org)");
  assert.equal(colour({ TERM: "dumb" }, tty), false);
  for (const FORCE_COLOR of ["1", "3", "true"]) assert.equal(colour({ FORCE_COLOR }), true);
  for (const FORCE_COLOR of ["", "0"]) assert.equal(colour({ FORCE_COLOR }), false);
  assert.equal(colour({ FORCE_COLOR: "1", NO_COLOR: "1" }, tty), false);
});

test("the width is the terminal's, else that of COLUMNS, else 80; at least 20 and at most 100", () => {
  const width = (columns: number | undefined, COLUMNS?: string): number =>
    describeTerminal(columns === undefined ? {} : { columns }, COLUMNS === undefined ? {} : { COLUMNS })
      .width;
  assert.equal(width(undefined), 80);
  assert.equal(width(90, "40"), 90);
  assert.equal(width(undefined, "40"), 40);
  for (const COLUMNS of ["", "wide", "0"]) assert.equal(width(undefined, COLUMNS), 80, COLUMNS);
  assert.equal(width(7), 20);
  assert.equal(width(undefined, "-3"), 20);
  assert.equal(width(500), 100);
  assert.equal(width(undefined, "Infinity"), 100);
});

test("a terminal that does not know its width (0 columns) is taken for one of 80", () => {
  assert.equal(describeTerminal({ isTTY: true, columns: 0 }, {}).width, 80);
  assert.equal(describeTerminal({ isTTY: true, columns: 0 }, { COLUMNS: "60" }).width, 60);
});

test("arrows need a locale of UTF-8: LC_ALL before LC_CTYPE before LANG", () => {
  const unicode = (env: NodeJS.ProcessEnv): boolean => describeTerminal(tty, env).unicode;
  assert.equal(unicode({}), false);
  for (const name of ["en_US.UTF-8", "C.utf8", "de_DE.UTF8"])
    assert.equal(unicode({ LANG: name }), true, name);
  assert.equal(unicode({ LANG: "C" }), false);
  assert.equal(unicode({ LC_ALL: "C", LC_CTYPE: "C.UTF-8", LANG: "C.UTF-8" }), false);
  assert.equal(unicode({ LC_ALL: "", LC_CTYPE: "C.UTF-8", LANG: "C" }), true);
});

test("paint puts the style around the text, and nothing where there is no colour", () => {
  const terminal = { width: 80, colour: true, unicode: true };
  assert.equal(paint(terminal, "red", "text"), "\u001b[31mtext\u001b[39m");
  assert.equal(paint({ ...terminal, colour: false }, ["bold", "red"], "text"), "text");
});

const words = fc.array(
  fc
    .array(fc.constantFrom(..."abcxyz0189.,:()/"), { minLength: 1, maxLength: 30 })
    .map((all) => all.join("")),
  { maxLength: 40 },
);
/** The first line is not set in. */
const unindented = (lines: readonly string[], indent: number): string[] =>
  lines.map((line, i) => (i === 0 ? line : line.slice(indent)));

test("no line is wider than the width, and the text is kept in its order", () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 60 }), fc.nat(8), (all, width, wanted) => {
      const indent = Math.min(wanted, width - 1);
      const lines = wrap(all.join(" "), width, indent);
      for (const [i, line] of lines.entries()) {
        assert.ok(line.length <= width, `${line.length} > ${width}`);
        if (i > 0) assert.ok(line.startsWith(" ".repeat(indent)));
      }
      assert.equal(unindented(lines, indent).join("").replaceAll(" ", ""), all.join(""));
    }),
    { numRuns: 2000 },
  );
});

test("words are broken only where they are wider than a line, and lines are as full as they can be", () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 32, max: 60 }), fc.nat(2), (all, width, indent) => {
      const lines = unindented(wrap(all.join(" "), width, indent), indent);
      assert.equal(lines.join(" "), all.join(" "));
      lines.slice(1).forEach((line, i) => {
        const room = i === 0 ? width : width - indent;
        const [next = ""] = line.split(" ");
        assert.ok(`${lines[i]} ${next}`.length > room, "the next word would have had room");
      });
    }),
  );
});

test("no text is one empty line", () => {
  assert.deepEqual(wrap("", 20), [""]);
});

/** Control characters, which a terminal would obey; marks that break or turn a line; fillers, which have no width. */
const isControl = (character: string): boolean =>
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character) ||
  /[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u3164\uffa0\ufdd0-\ufdef\ufffe\uffff]/.test(character);

/** What a terminal may show as nothing at all: some of it is not shown, and of the rest it does not matter. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;

test("no control character survives, and what is none stays", () => {
  const text = fc.array(
    fc.oneof(
      fc.nat(0x9f).map((code) => String.fromCodePoint(code)),
      fc.string({ unit: "grapheme", maxLength: 3 }),
      fc.constantFrom("\u034f", "\u180b", "\u200b", "\u3164"),
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(text, (pieces) => {
      const shown = sanitize(pieces.join(""), 10_000);
      assert.ok(![...shown].some(isControl), JSON.stringify(shown));
      const kept = (each: string): string =>
        [...each].filter((one) => !isControl(one) && !IGNORABLE.test(one) && !"⏎ ?".includes(one)).join("");
      assert.equal(kept(shown), kept(pieces.join("").trimEnd()));
    }),
    { numRuns: 2000 },
  );
});

test("lines become one line, an escape sequence is not obeyed, and the end is trimmed", () => {
  assert.equal(sanitize("one\r\ntwo\nthree\r\n\n"), "one ⏎ two ⏎ three");
  assert.equal(sanitize("\u001b[2J\u009b31m\u0007"), "?[2J?31m?");
  assert.equal(sanitize("tab\there"), "tab here");
  assert.equal(sanitize("  indented  "), "  indented");
  assert.equal(sanitize("grüße, 世界"), "grüße, 世界");
});

test("a long text is cut, and says so", () => {
  assert.equal(sanitize("x".repeat(500)), "x".repeat(500));
  assert.equal(sanitize("x".repeat(501)), `${"x".repeat(500)}...`);
  assert.equal(sanitize("abcdef", 3), "abc...");
});

test("a word that is too long is broken after a bar or a comma first, and nothing is put between its pieces", () => {
  assert.deepEqual(wrap("reaction!=holds-socket|hangs|crashes", 24), [
    "reaction!=holds-socket|",
    "hangs|crashes",
  ]);
  assert.deepEqual(wrap("a,b|cdefgh", 4), ["a,b|", "cdef", "gh"]);
  assert.deepEqual(wrap("see one,two,three", 9, 2), ["see one,", "  two,", "  three"]);
});

test("behind a proxy it is the proxy that has read what was said", () => {
  const said = ["taken", "answered", "shown"].map((fate) => ({ text: "one", fate }));
  const bytes = [{ direction: "client->server", from: 1, bytes: 4, fate: "taken" }];
  const ledger = { said, bytes, unread: 0 } as unknown as Ledger;
  const terminal = { width: 200, colour: false, unicode: false };
  const direct = formatLedger(ledger, terminal).join("\n");
  assert.match(direct, /taken: read by the server's process[^]*bytes to the server +4 taken/);
  const through = formatLedger(ledger, terminal, "proxy").join("\n");
  assert.match(through, /taken: read by the proxy's process[^]*bytes to the proxy +4 taken/);
  assert.doesNotMatch(through, /data (segment of|from) the server|read by the server/);
  assert.equal(otherEndOf({ ...runOf([]), observations: seen(fault) }), "proxy");
  assert.equal(otherEndOf(runOf([])), "server");
});

test("what was said is cut so that a blank is left before what became of it", () => {
  const said = [{ text: "insert into payments values (100);", fate: "taken", isLost: false }];
  const ledger = { said, bytes: [] } as unknown as Ledger;
  const [line] = formatLedger(ledger, { width: 80, colour: false, unicode: false });
  assert.match(line ?? "", /^ {2}"insert into payments .*\.\.\." taken: /);
});

test("what deadpeer itself calls it is whole, in the ledger and in what the client believes of it", () => {
  const belief = { believed: "done", done: 0, word: "false-success" };
  const said = [{ text: OWN, fate: "cut", isLost: true, isOwn: true, belief }];
  const ledger = { said, bytes: [] } as unknown as Ledger;
  const [line] = formatLedger(ledger, { width: 80, colour: false, unicode: false });
  assert.match(line ?? "", /^ {2}what it was started for +cut, lost: /);
  assert.deepEqual(
    beliefRows(ledger).map(({ what }) => what),
    ["what it was started for"],
  );
});

test("the rows of a ledger are no wider than the terminal", () => {
  const ledger: Ledger = {
    said: [{ text: "a line that is longer than what is shown", fate: "refused", isLost: true }],
    bytes: [],
    unread: 0,
  } as unknown as Ledger;
  for (const width of [20, 30, 51, 52, 80]) {
    const lines = formatLedger(ledger, { width, colour: false, unicode: false });
    assert.deepEqual(
      lines.filter((line) => line.length > width),
      [],
      String(width),
    );
    assert.match(lines.join(" ").replace(/ +/g, " "), /a line that is longer .*refused, lost: sent/);
  }
});
