// When a program has ended of which several processes ran.

import assert from "node:assert/strict";
import { test } from "node:test";
import { recordEnd } from "../../../src/inside/record-end.ts";
import type { ProcessEnd } from "../../../src/timeline/program-facts.ts";

/** @param looks which others are there, each time that it is looked; the last goes on */
function endingOf(end: ProcessEnd, ...looks: readonly (readonly number[])[]): Promise<string> {
  let at = -1;
  return new Promise((resolve) => {
    const record = ({ kind }: { readonly kind: string }): void => resolve(`${kind} after ${at + 1} looks`);
    recordEnd({ record }, { role: "client", pid: 1, end }, () => looks[(at += 1)] ?? looks.at(-1) ?? []);
  });
}

test("it has ended once the last of its processes has, unless that goes on", async () => {
  assert.equal(await endingOf({ exitCode: 0 }, []), "program-exited after 1 looks");
  assert.equal(await endingOf({ exitCode: 255 }, [2], [2], []), "program-exited after 3 looks");
  assert.match(await endingOf({ exitCode: 0 }, [2]), /^went-to-background after 2\d looks$/);
  assert.equal(await endingOf({ signal: "SIGKILL" }, [2]), "program-exited after 0 looks");
});
