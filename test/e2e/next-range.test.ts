// A client that asks for one range after the other of the same path: the next range is not the one that failed.

import { test } from "node:test";
import { AT_ONCE, experiment, program } from "./own.ts";
import { neverSays } from "./never-says.ts";

// The server's log has bytes=0-, 100-, 300-, 400-: nobody was served 200-299.
test("the next range, asked for at once, is no second try of the one that was refused", async (t) => {
  const server = ["--server", program("serves-ranges.mjs")];
  const client = ["--client", program("plays-in-ranges.mjs"), "--client-on", "pipes"];
  const fault = ["--fault", "reset@request:/bytes=200-/", "--watch-ms", "1000"];
  const { verdict } = await experiment(t, server, client, fault, AT_ONCE, ["--expect-verdict", "none"]);
  neverSays(verdict, { lost: 0 });
});
