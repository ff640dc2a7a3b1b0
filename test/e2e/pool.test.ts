// docs/examples/pool-and-outage.md: two pools of one program, and an outage that only one of them bears.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AT_ONCE, experiment, program } from "./own.ts";

const SERVER = ["--server", program("http-hello.mjs")];
const TALK = ["--client-on", "pipes", "--say", "/a", "--expect", "status: 200"];
const pool = (ms: string): string[] => ["--client", `${program("http-pool.mjs")} ${ms}`];

test("a pool that waits bears an outage: TCP sends its request again once the cable is in", async (t) => {
  const { verdict } = await experiment(t, SERVER, pool("60000"), TALK, AT_ONCE, ["--fault", "outage:1000"]);
  assert.equal(verdict.patience, "bears", verdict.summary.join("\n"));
  assert.equal(verdict.grade, "pass");
});

test("one that waits for a reply for a while only gives up, and its request arrives all the same", async (t) => {
  const limits = ["--fault", "outage:2500", "--limit-ms", "3000"];
  const { verdict, runs } = await experiment(t, SERVER, pool("1500"), TALK, AT_ONCE, limits);
  const shown = verdict.summary.join("\n");
  assert.equal(verdict.patience, "false-alarm", shown);
  assert.match(verdict.told ?? "", /failed: no reply in time/, shown);
  assert.equal(verdict.grade, "fail");
  const observations = runs[0]?.observations ?? [];
  const over = observations.find(({ kind }) => kind === "recovered")?.atNs ?? Number.POSITIVE_INFINITY;
  const late = observations.find(
    (each) => each.kind === "segment" && each.atNs > over && each.length > 0 && each.to.port === 9877,
  );
  assert.ok(late, "the request, after the outage");
});
