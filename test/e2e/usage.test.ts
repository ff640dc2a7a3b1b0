// Wrong usage, command by command: each a sentence that names what is wrong, a remedy, exit code 2, and nothing started.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deadpeer } from "./harness.ts";

const cases: readonly (readonly [args: string, code: number, says: RegExp])[] = [
  ["rum", 2, /Unknown command rum\.\n {2}Did you mean run\?/],
  ["run all --fault kill", 2, /each section has its own fault\./],
  ["run all --client no-such-client", 2, /The client never connected/],
  ["run --race --network loopback", 2, /needs a wire between two hosts/],
  ["run --race --fault kill@crossing", 2, /Section 5\.12\.race has its own fault/],
  ["run 5.12.race --fault reset", 2, /Section 5\.12\.race has its own fault/],
  ["run --race --say hi", 2, /--say is for your own programs; section 5\.12\.race has its own/],
  ["run --fault kill --fault reset", 2, /--fault is given twice/],
  ["run --server a --server b", 2, /--server is given twice/],
  ["run --fault kill@mid-request:5:6", 2, /Unexpected :6 in kill@mid-request:5:6/],
  ["run --fault kill@mid-request:x", 2, /The number of bytes in kill@mid-request:x is a whole number/],
  ["run --fault kill@mid-request:13", 2, /has 12 bytes, and 13 of them cannot arrive/],
  ["run --nope", 2, /Unknown option --nope of `deadpeer run`\.\n {2}See `/],
  ["run --port -1", 2, /--port is a whole number from 1 to 65535, not -1\.\n {2}The default is 9877\./],
  ["run --expect-verdict=", 2, /--expect-verdict is empty/],
  ["run --expect-verdict noticed!=nevr", 2, /noticed is never nevr.*\n {2}Did you mean never\?/],
  ["run --client= --say hi", 2, /--client is empty/],
  ["run --out=", 2, /--out has no name/],
  ["run --json=", 2, /--json has no file name/],
  [
    `run --client cat --say ${"x".repeat(5000)}`,
    2,
    /A line of 5000 bytes is too long for a terminal.*\n.*--client-on pipes/,
  ],
  ["run --client-env PORT=5 --client cat", 2, /PORT says where the server is/],
  ["run --client cat --client-cwd /nonexistent", 2, /\/nonexistent is not a directory/],
  ["run --client cat --wait-on both", 2, /--wait-on chooses one of deadpeer's own clients/],
  ["run 5.14 --race", 2, /--race belongs to section 5\.12/],
  ["run --times 0", 2, /times/],
  ["run 5.21", 2, /Unknown scenario 5\.21.*\n {2}Did you mean 5\.1\d\?/],
  ["run --wach-ms 5", 2, /Unknown option --wach-ms.*\n {2}Did you mean --watch-ms\?/],
  ["run --watch-ms soon", 2, /--watch-ms is a whole number from 0 to 3600000, not soon/],
  ["run --wait-on", 2, /--wait-on needs a value/],
  ["run --wait-on terminall", 2, /Did you mean terminal\?/],
  ["run --fault kil", 2, /Unknown fault kil.*\n {2}Did you mean kill\?/],
  ["run --without segmets", 2, /Did you mean segments\?/],
  ["run 5.12 6.4", 2, /Unexpected argument 6\.4/],
  ["run --out /nonexistent/directory", 2, /Cannot write to .*\n {2}Choose another directory with --out/],
  ["serve --port 70000", 2, /--port is a whole number from 0 to 65535/],
  ["serve --host no.such.host.invalid", 2, /does not resolve/],
  ["serve --host 192.0.2.1", 2, /Cannot listen on 192\.0\.2\.1 port 9877.*EADDRNOTAVAIL/],
  ["serve --host=", 2, /--host is empty/],
  ["serve --port x", 2, /--port is a whole number.*\n {2}The default is 9877\./],
  ["connect", 2, /No host to connect to/],
  ["connect 127.0.0.1 x", 2, /deadpeer: PORT is a whole number from 1 to 65535, not x/],
  ["inflict none", 2, /The fault none does nothing/],
  ["inflict nope", 2, /Unknown fault nope: it is one of close, kill, terminate, reset, half-close, stop\./],
  ["inflict host-crash --pid 1", 2, /needs a host for the server alone/],
  ["inflict kill@crossing --pid 1", 2, /takes no moment/],
  ["inflict kill --pid -1", 2, /--pid is a whole number from 1 to 4194304, not -1/],
  ["inflict kill --port 1 --peer x", 2, /--peer x is not ADDRESS:PORT/],
  ["connect no.such.host.invalid", 2, /does not resolve/],
  ["connect 127.0.0.1 1", 2, /Connection refused \(ECONNREFUSED\)\.\n {2}Nothing is listening there/],
  ["judge", 2, /No file to judge/],
  ["judge /nonexistent.json", 2, /Cannot read/],
];

for (const [args, code, says] of cases) {
  test(`deadpeer ${args.slice(0, 80)}: exit code ${code}`, async () => {
    const started = deadpeer(args.split(" "));
    const outcome = await started.outcome;
    assert.match(outcome.stderr, says);
    assert.equal(outcome.code, code);
    assert.doesNotMatch(outcome.stderr, /\n {4}at /);
    assert.deepEqual(started.leftovers(), []);
  });
}

test("an argument that is empty is named", async () => {
  for (const [args, says] of [
    [[""], /Unknown command ""/],
    [["connect", ""], /No host to connect to/],
    [["run", ""], /Unknown scenario ""/],
    [["run", "--expect", ""], /--expect is empty/],
  ] as const) {
    const { code, stderr } = await deadpeer([...args]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 2);
  }
});
