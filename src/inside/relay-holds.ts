// Orders to the relay that is in the server's place: to pass on so many bytes and no more.

import type { Program } from "../program/program.ts";
import { printedBy } from "../timeline/queries.ts";
import type { Direction } from "../tcp/endpoint.ts";
import type { Lab } from "./experiment.ts";
import type { Stage } from "./session.ts";

/** As `holdTheMiddle`, by the relay: what it holds has not been written yet, so that it can die in between. */
export async function holdInRelay(
  { lab, server }: Stage,
  direction: Direction,
  bytes: number,
  speak: () => Promise<void> | void,
): Promise<() => Promise<void>> {
  const held = await orderHold(lab, server, direction, bytes);
  await reported(lab, `will hold ${nameOf(direction)} after ${bytes} bytes`);
  await speak();
  return await held();
}

/** Who has no connection yet obeys once there is one. Answers what waits until it holds, and then answers what lets go. */
export async function orderHold(
  lab: Lab,
  server: Program,
  direction: Direction,
  bytes: number,
): Promise<() => Promise<() => Promise<void>>> {
  const what = nameOf(direction);
  server.type(`hold ${what} ${bytes}`);
  await reported(lab, `told its children: hold ${what} ${bytes}`);
  return async () => {
    await reported(lab, `holding ${what} after ${bytes} bytes`);
    return () => {
      server.type("release");
      return Promise.resolve();
    };
  };
}

function nameOf(direction: Direction): string {
  return direction === "client->server" ? "request" : "reply";
}

async function reported(lab: Lab, text: string): Promise<void> {
  await lab.until(
    `the relay's report: ${text}`,
    ["output"],
    (seen) => printedBy(seen, "server").find((printed) => printed.text.includes(text)),
    () => lab.sockets.sample(),
  );
}
