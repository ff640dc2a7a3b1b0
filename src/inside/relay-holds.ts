// Orders to the relay that stands in for the server: to pass on a number of bytes and no more.

import type { Program } from "../program/program.ts";
import { printedBy } from "../timeline/queries.ts";
import type { Direction } from "../tcp/endpoint.ts";
import type { Experiment } from "./experiment.ts";
import type { Session } from "./session.ts";

/** As `holdAfterBytes`, but by the relay: what it holds has not been written yet, so that it can die in between. */
export async function holdInRelay(
  { experiment, server }: Session,
  direction: Direction,
  bytes: number,
  speak: () => Promise<unknown> | void,
): Promise<() => Promise<void>> {
  const held = await orderHold(experiment, server, direction, bytes);
  await reported(experiment, `will hold ${nameOf(direction)} after ${bytes} bytes`);
  await speak();
  return await held();
}

/**
 * A child without a connection obeys once it has one. Returns a function that waits until the relay holds, and then
 * returns one that releases.
 */
export async function orderHold(
  experiment: Experiment,
  server: Program,
  direction: Direction,
  bytes: number,
): Promise<() => Promise<() => Promise<void>>> {
  const what = nameOf(direction);
  server.type(`hold ${what} ${bytes}`);
  await reported(experiment, `told its children: hold ${what} ${bytes}`);
  return async () => {
    await reported(experiment, `holding ${what} after ${bytes} bytes`);
    return () => {
      server.type("release");
      return Promise.resolve();
    };
  };
}

function nameOf(direction: Direction): string {
  return direction === "client->server" ? "request" : "reply";
}

async function reported(experiment: Experiment, text: string): Promise<void> {
  await experiment.until(
    `the relay's report: ${text}`,
    ["output"],
    (seen) => printedBy(seen, "server").find((printed) => printed.text.includes(text)),
    () => experiment.sockets.sample(),
  );
}
