// A lab with programs of one's own: what was answered is not lost, though no answer repeats what was said.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "./harness.ts";
import { openLab, visit } from "./open-lab.ts";

const SERVER = `exec node -e 'require("net").createServer((s) => s.on("data", () => s.write("answer\\n")).on("error", () => {})).listen(process.env.PORT)'`;
const CLIENT = `exec node -e 'c = require("net").connect(process.env.PORT, process.env.HOST); process.stdin.pipe(c).pipe(process.stdout); c.on("end", () => process.exit())'`;

test("a line that was answered is not lost", async (t) => {
  const lab = await openLab(t, ["--server", SERVER, "--client", CLIENT]);
  const { order, text, on } = await visit(lab);
  await eventually("a connection", () => on().includes("kill"));
  await order({ do: "say", text: "one" });
  await eventually("the answer", () => /"role":"client","text":"answer/.test(text()));
  await order({ do: "fault", fault: "kill" });
  await eventually("its end", () => !on().includes("kill"));
  const { runs } = await lab.end(() => order({ do: "finish" }));
  const [run] = runs;
  assert.deepEqual(
    run?.verdict.ledger?.said.map(({ fate, isLost }) => [fate, isLost]),
    [["read", false]],
  );
  assert.equal(run?.verdict.lost, 0, run?.verdict.summary.join("\n"));
});
