// A client with a pool bears an outage of 0.8 s; then its server is killed, and comes back.

import { defineStory } from "deadpeer";

export default defineStory({
  server: "exec redis-server --port $PORT --save '' --protected-mode no",
  serverReady: "Ready to accept connections",
  client: "exec node redis-pool.mjs",
  clientOn: "pipes",
  ready: "ready",
  control: "at-once",
  steps: [
    { say: "a" },
    { expect: "a is 1" },
    { fault: "outage:800" },
    { say: "a" },
    "heal",
    { expect: "a is 2" },
    { fault: "kill", connection: "all" },
    "comeBack",
    { until: "connected" },
    { say: "b" },
    { expect: "b is 1" },
  ],
});
