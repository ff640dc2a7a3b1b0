// What is opened at the same time: all of it, or nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { allOrNone } from "../../src/sys/all-or-nothing.ts";
import { type Detached, attachAll } from "../../src/sys/open-ring.ts";

const later = async <T>(value: T): Promise<T> => {
  await new Promise((resolve) => setImmediate(resolve));
  return value;
};

function closables(closed: string[]): (name: string) => { readonly name: string; close(): void } {
  return (name) => ({ name, close: () => void closed.push(name) });
}

test("what is being opened comes in its order", async () => {
  const make = closables([]);
  const [one, other] = await allOrNone([later(make("one")), Promise.resolve(make("other"))]);
  assert.deepEqual([one.name, other.name], ["one", "other"]);
});

test("when one cannot be opened, those are closed that were, also later ones", async () => {
  const closed: string[] = [];
  const make = closables(closed);
  const failing = Promise.reject(new Error("no"));
  await assert.rejects(
    allOrNone([Promise.resolve(make("one")), failing, later(make("late"))]),
    /^Error: no$/,
  );
  assert.deepEqual(closed, ["one", "late"]);
});

test("when one cannot be attached, all others are closed, attached or not", () => {
  const closed: string[] = [];
  const make = (name: string, fails = false): Detached<{ close(): void }> => ({
    attach() {
      if (fails) throw new Error(`${name} failed`);
      return { close: () => void closed.push(`attached ${name}`) };
    },
    close: () => void closed.push(name),
  });
  assert.throws(() => attachAll([make("one"), make("two", true), make("three")]), /two failed/);
  assert.deepEqual(closed, ["attached one", "three"]);
});
