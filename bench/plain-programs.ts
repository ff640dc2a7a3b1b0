// Runs inside a private network (see whole-experiment.ts): the programs of an experiment as they are without one. Prints
// what the client prints.
//
//   node plain-programs.js SERVER CLIENT     shell commands; $PORT is the server's port

import { preparePrivateNetwork } from "../src/network/private-network.ts";
import { run, start, stop, untilItEchoes } from "./programs.ts";

const PORT = 9877;

async function main(server: string, client: string): Promise<void> {
  preparePrivateNetwork();
  process.env["PORT"] = String(PORT);
  const running = start(["sh", "-c", `exec ${server}`]);
  await untilItEchoes(PORT, running);
  process.stdout.write(await run(["sh", "-c", `(sleep 0.5; echo go) | ${client}`]));
  await stop(running);
}

await main(process.argv[2] ?? "", process.argv[3] ?? "");
