// The screen of `deadpeer inspect --watch`: its lines, its keys, and what watching may cost.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import stringWidth from "string-width";
import { findAll } from "../../../src/inspect/findings/index.ts";
import { fill, fit } from "../../../src/inspect/watch/fit.ts";
import { frame, roomOf } from "../../../src/inspect/watch/frame.ts";
import { owed, restMs } from "../../../src/inspect/watch/rest.ts";
import { type Row, rowsOf, sortRows } from "../../../src/inspect/watch/rows.ts";
import { type View, firstView, placeOf, press } from "../../../src/inspect/watch/view.ts";
import { printable } from "../../../src/report/sanitize.ts";
import { processOf, scanOf, socketOf } from "../inspect-made-up.ts";

const room = { page: 5, lines: 40 };
const rowOf = (key: string, sinceMs = 0, who = key): Row => ({
  key,
  sinceMs,
  what: "leak",
  who,
  rest: () => "",
  details: () => [],
});
const rows = ["one", "two", "three"].map((key) => rowOf(key));
const pressAll = (view: View, ...keys: string[]): View =>
  keys.reduce((before, key) => press(before, key, rows, room), view);

test("the chosen row stays chosen wherever it moves, and where it is over the one in its place is", () => {
  const second = pressAll(firstView, "down");
  assert.equal(second.chosen, "two");
  assert.equal(placeOf(second, [rowOf("new"), ...rows]), 2);
  assert.equal(placeOf(second, [rowOf("one"), rowOf("three")]), 1);
  assert.equal(placeOf(second, [rowOf("one")]), 0);
  assert.equal(placeOf(second, []), 0);
  assert.equal(pressAll(firstView, "end").chosen, "three");
  assert.equal(pressAll(firstView, "end", "down", "home", "up").chosen, "one");
});

test("details open, scroll within their lines, and close; nothing opens where there is nothing", () => {
  const open = pressAll(firstView, "down", "return");
  assert.deepEqual([open.open, open.chosen], [0, "two"]);
  assert.equal(pressAll(open, "pagedown").open, 5);
  assert.equal(pressAll(open, "end").open, 35);
  assert.equal(pressAll(open, "end", "home", "up").open, 0);
  assert.equal(pressAll(open, "escape").open, undefined);
  assert.equal(press(firstView, "return", [], room), firstView);
  assert.equal(press(firstView, "f12", rows, room), firstView);
});

test("orders: the worst first, the oldest first, by process; and around again", () => {
  const mixed = [rowOf("a", 5, "z"), rowOf("b", 9, "y"), rowOf("c", 7, "x")];
  const keys = (order: View["order"]): string =>
    sortRows(mixed, order)
      .map(({ key }) => key)
      .join("");
  assert.deepEqual([keys("worst"), keys("oldest"), keys("process")], ["abc", "bca", "cba"]);
  assert.equal(pressAll(firstView, "s").order, "oldest");
  assert.equal(pressAll(firstView, "s", "s", "s").order, "worst");
});

test("columns: a wide letter takes two, a combining one none; what is cut says so", () => {
  assert.deepEqual(
    [fit("abcdef", 4), fit("abcd", 4), fit("abc", 0), fill("ab", 4)],
    ["abc~", "abcd", "", "ab  "],
  );
  assert.equal(fit("\u4e2d\u6587\u5b57", 4), "\u4e2d~");
  assert.equal(fill("e\u0301", 3), "e\u0301  ");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (text, width) => {
      assert.ok(stringWidth(fit(text, width)) <= width);
    }),
  );
});

test("whatever the size, the view and the names: no line is wider than the terminal, and there are no more lines", () => {
  const sockets = [
    socketOf({ state: "CLOSE_WAIT", recvQ: 1 }),
    ...Array.from({ length: 40 }, () =>
      socketOf({ state: "CLOSE_WAIT", recvQ: 1, holders: [{ pid: 8, fd: 5 }] }),
    ),
    socketOf({ state: "LISTEN" }),
  ];
  const processes = new Map([
    [7, processOf({ name: "\u001b[2J\u4e2d\u6587\u0301" })],
    [8, processOf({ pid: 8, name: "a\nb" })],
  ]);
  const scan = scanOf(sockets, { processes });
  const inspection = {
    scan,
    scope: {},
    findings: findAll(scan),
    shown: sockets,
    counts: { connections: 41, listening: 1, processes: 2 },
  };
  const key = fc.constantFrom("down", "pagedown", "end", "return", "escape", "s", "a", "p");
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 40 }),
      fc.array(key, { maxLength: 8 }),
      fc.boolean(),
      (columns, height, keys, colour) => {
        const terminal = { width: Math.max(20, columns - 1), colour, unicode: true };
        const size = { columns, rows: height };
        let view = firstView;
        const shownNow = () => {
          const all = rowsOf(inspection, view.all);
          const sorted = sortRows(all, view.order);
          const details = sorted[placeOf(view, sorted)]?.details({ ...terminal, colour: false }) ?? [];
          return {
            summary: "2 findings",
            notes: ["Not visible"],
            rows: all,
            at: "10:00:00",
            details,
            isOver: false,
          };
        };
        for (const each of keys)
          view = press(view, each, sortRows(shownNow().rows, view.order), roomOf(shownNow(), size));
        const lines = frame(shownNow(), view, size, terminal).map(printable);
        assert.ok(lines.length <= height);
        // oxlint-disable-next-line no-control-regex -- the styles that a terminal obeys
        const wide = lines.filter((line) => stringWidth(line.replaceAll(/\u001b\[\d+m/g, "")) > columns);
        assert.deepEqual(columns > 1 ? wide : [], []);
      },
    ),
  );
});

test("watching costs less than a twentieth of a processor, once what was spent in advance is earned", () => {
  const costs = fc.array(fc.double({ min: 0, max: 2000, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(costs, (looks) => {
      let [debt, now, spent] = [0, 0, 0];
      for (const cost of looks) {
        now += cost + restMs(debt, cost);
        debt = owed(debt, cost, cost + restMs(debt, cost));
        spent += cost;
      }
      assert.ok(spent <= now * 0.05 + 500 + 2000);
    }),
  );
  assert.equal(restMs(owed(0, 40, 1000), 200), 800, "a look a second, and not a second between two");
  assert.equal(restMs(0, 5000), 100);
});
