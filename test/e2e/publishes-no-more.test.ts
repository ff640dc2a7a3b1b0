// mosquitto_pub, which reads lines and publishes each: after an RST it connects again, publishes nothing any more, and never
// ends, though it ends without the fault, with all of its lines published.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProgram, run } from "./harness.ts";
import { AT_ONCE } from "./own.ts";
import { neverSays } from "./never-says.ts";

const BROKER = "exec mosquitto -p $PORT"; // without a configuration it takes anybody of this host
const LINES = "for i in 0 1 2 3 4 5 6 7 8 9; do echo event $i; sleep 0.1; done";
const PUBLISHES = `(${LINES}) | mosquitto_pub -h $HOST -p $PORT -t events -l`;

// tcpdump: CONNECT and CONNACK on the new connection, and nothing else for as long as it is watched.
test("what it never publishes is not said to be there, and does not pass, whatever is expected", async (t) => {
  if (!hasProgram(t, "mosquitto") || !hasProgram(t, "mosquitto_pub")) return;
  const programs = ["--server", BROKER, "--client", PUBLISHES, "--client-on", "pipes"];
  const watched = ["--fault", "reset", "--watch-ms", "4000", "--expect-verdict", "lost=0,unreported=0"];
  const { runs, code } = await run(t, [...programs, ...watched, ...AT_ONCE]);
  const { verdict, control, observations = [] } = runs[0] ?? {};
  const sent = observations.flatMap((each) =>
    each.kind === "segment" && each.to.port === 9877 ? [Buffer.from(each.payload, "base64").toString()] : [],
  );
  const events = sent.join("").match(/event \d/g) ?? [];
  assert.ok(
    events.length < 10 && (control?.sent ?? 0) > 100,
    `${events.length} events, ${control?.sent} bytes`,
  );
  neverSays(verdict, { lost: 0, unreported: 0 }); // which is expected by default
  assert.notEqual(code, 0, verdict?.summary.join("\n"));
});
