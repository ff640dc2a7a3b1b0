// A private network that is refused for the moment, where one has been made before.

import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isFailure } from "../../src/failure.ts";
import { privateNetworksWork } from "../../src/network/private-network.ts";
import { unshareProgram } from "../../src/network/unshare.ts";
import { needsPrivateNetwork } from "../../src/run/process.ts";
import { runRequest } from "../../src/run/run.ts";
import { checkRunOptions } from "../../src/run/check-options.ts";
import { temporaryDirectory } from "./programs.ts";

const REFUSES = "#!/bin/sh\necho 'unshare: unshare failed: No space left on device' >&2\nexit 1\n";

for (const [fault, what] of [
  ["kill", "it does not fall back to the machine's own network"],
  ["host-crash", "it is not one that this machine cannot have"],
] as const)
  test(`${fault}: ${what}`, async (t) => {
    if (!privateNetworksWork()) return t.skip("no private network here");
    if (unshareProgram() !== "unshare") return t.skip("unshare(1) is not looked for on the PATH");
    const folder = temporaryDirectory(t);
    const unshare = join(folder, "unshare");
    writeFileSync(unshare, REFUSES);
    chmodSync(unshare, 0o755);
    const path = process.env["PATH"];
    t.after(() => (process.env["PATH"] = path));
    process.env["PATH"] = `${folder}:${path}`;
    const request = checkRunOptions({ scenario: "experiment", fault, client: "true", control: "none" });
    const error = await runRequest(request).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(isFailure(error), String(error));
    assert.match(
      error.message,
      /^A private network was refused, though one was made before: unshare: .*No space left/,
    );
    assert.match(error.remedy, /max_net_namespaces/);
    assert.equal(error.exitCode, 3);
    assert.equal(needsPrivateNetwork(error), false);
  });
