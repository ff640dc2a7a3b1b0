// What the lab's terminals are given.

import assert from "node:assert/strict";
import { test } from "node:test";
import { shownInTerminal } from "../../../src/lab/page/terminal-output.ts";
import type { Fact } from "../../../src/timeline/observation.ts";
import { observations } from "../made-up.ts";

function shown(fact: Fact, role: "client" | "server"): string {
  return observations([1, fact])
    .map((each) => shownInTerminal(each, role))
    .join("");
}

test("each terminal has its own program's output, and the client's what was typed to it", () => {
  const printed: Fact = { kind: "printed", role: "server", text: "ready\n" };
  assert.equal(shown(printed, "server"), "ready\r\n");
  assert.equal(shown(printed, "client"), "");
  assert.match(shown({ kind: "typed", text: "hello" }, "client"), /hello/);
  assert.equal(shown({ kind: "typed", text: "hello" }, "server"), "");
});

test("a terminal says that nothing more of its program is kept", () => {
  const cut: Fact = { kind: "output-cut", role: "client", kept: 1_048_576 };
  assert.match(shown(cut, "client"), /\[more than 1048576 characters: nothing more of it is shown/);
  assert.equal(shown(cut, "server"), "");
});

test("nothing that a program prints turns the direction of what stands beside it", () => {
  const text = "safe\u202etxt.exe\u2066\u061c";
  assert.equal(shown({ kind: "printed", role: "client", text }, "client"), "safe?txt.exe??");
  assert.match(shown({ kind: "typed", text }, "client"), /safe\?txt\.exe\?\?/);
});
