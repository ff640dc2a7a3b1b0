// The verdict against an oracle that has no code of it: strace, tcpdump and ss (test/oracle). Here only some pairs that are
// quick, one for each kind of knowledge; `npm run oracle` has them all.

import assert from "node:assert/strict";
import { type TestContext, after, test } from "node:test";
import { clients } from "../oracle/clients.ts";
import { compare, differences } from "../oracle/compare.ts";
import { evidence } from "../oracle/conclude.ts";
import { missingPrograms } from "../oracle/installed.ts";
import { removePrepared } from "../oracle/prepared.ts";
import type { Client, Death, Place } from "../oracle/recipe.ts";

after(removePrepared);

function client(t: TestContext, name: string): Client | undefined {
  const found = clients.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no client of the name ${name}`);
  const missing = missingPrograms(found);
  if (missing.length > 0 && process.env["CI"]) throw new Error(`not installed: ${missing.join(", ")}`);
  if (missing.length > 0) t.skip(`not installed: ${missing.join(", ")}`);
  // A network namespace without a user namespace, which would change who the programs are.
  if (process.getuid?.() !== 0) t.skip("the oracle needs root");
  return missing.length === 0 && process.getuid?.() === 0 ? found : undefined;
}

const pairs: readonly (readonly [name: string, on: Place, death: Death])[] = [
  ["nc.openbsd", "terminal", "reset"], // poll alone tells it, and nothing is said any more
  ["nc.openbsd-idle", "terminal", "kill"], // it keeps its end in CLOSE_WAIT
  ["ssh", "terminal", "kill"], // an end of file, and a farewell
  ["redis-cli", "pipes", "unread"], // ECONNRESET, by a line that nobody read
  ["gdb", "pipes", "stop"], // nothing tells it: what it prints behind its prompt is its request
  ["python-socket", "terminal", "kill"], // an end of file, when it is asked for
  ["redis-cli", "terminal", "come-back"],
  ["http.Agent", "pipes", "kill"], // epoll
  ["requests", "pipes", "kill"], // poll, just before it is used
  ["curl-http", "terminal", "kill"], // nothing is said to it
];
for (const [name, on, death] of pairs) {
  test(`${name} on ${on}, ${death}: the verdict is what strace, tcpdump and ss show`, async (t) => {
    const found = client(t, name);
    if (found === undefined) return;
    const compared = await compare(found, on, death);
    const { seen, ...words } = compared;
    assert.deepEqual(differences(compared), [], `${JSON.stringify(words, undefined, 2)}\n${evidence(seen)}`);
  });
}
