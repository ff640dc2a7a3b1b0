// Orders to the relay that stands in the server's place, or before it: to pass on a number of bytes and no more.

import { failure } from "../failure.ts";
import type { Program } from "../program/program.ts";
import { describeHold, formatOrder } from "../relay/index.ts";
import type { Observed } from "../timeline/observation.ts";
import { findExit, printedBy } from "../timeline/queries.ts";
import type { Experiment } from "./experiment.ts";
import { adoptConnectionOf } from "./moment-connection.ts";
import { neverAnswered, neverCame } from "./never-came.ts";
import type { Session } from "./session.ts";
import type { Held } from "./held.ts";
import { type Stop, orderFor, reportOf } from "./stop.ts";

/** As `holdAt`, but by the relay: what it holds has not been written yet, so that it can die in between. */
export async function holdInRelay(
  session: Session,
  stop: Stop,
  speak: () => Promise<unknown> | void,
): Promise<Held> {
  const { experiment, server } = session;
  const held = await orderHold(experiment, server, stop);
  await reported(experiment, `will hold ${describeHold(orderFor(stop))}`);
  await speak();
  return await held(session);
}

/**
 * A child without a connection obeys once it has one. Returns a function that waits until the relay holds.
 */
export async function orderHold(
  experiment: Experiment,
  server: Program,
  stop: Stop,
): Promise<(session: Session) => Promise<Held>> {
  const order = orderFor(stop);
  const written = formatOrder(order);
  server.type(written);
  await reported(experiment, `told its children: ${written}`);
  const release = (): Promise<void> => {
    server.type("release");
    return Promise.resolve();
  };
  return async (session) => {
    await waitUntilHeld(session, stop, describeHold(order));
    // Whoever it would be sent to is gone where it is to be lost: what is written then goes nowhere.
    return { release, lose: release };
  };
}

/** Throws a Failure if it does not come, where it depends on what is said. */
async function waitUntilHeld(session: Session, stop: Stop, what: string): Promise<void> {
  const { experiment } = session;
  const text = reportOf(stop);
  const seen = await reported(experiment, text, `cannot hold ${what}`);
  if (stop.sought === undefined) return; // whether so many bytes have come is found out afterwards
  if (seen?.text.includes("cannot hold"))
    throw failure(3, seen.text.trim(), "Write the pattern without a repetition of a repetition.");
  if (seen === undefined)
    throw isSeen(experiment, `holding ${what}`)
      ? neverAnswered(experiment)
      : neverCame(experiment, stop.sought, stop.direction);
  const [, pid] = /child (\d+): [^\n]*$/.exec(upTo(seen.text, text)) ?? [];
  if (pid !== undefined) adoptConnectionOf(session, Number(pid));
}

function isSeen({ timeline }: Experiment, text: string): boolean {
  return printedBy(timeline.observations, "server").some((printed) => printed.text.includes(text));
}

function upTo(text: string, part: string): string {
  return text.slice(0, text.indexOf(part));
}

async function reported(
  experiment: Experiment,
  text: string,
  orElse: string = text,
): Promise<Observed<"printed"> | undefined> {
  const find = (seen: Experiment["timeline"]["observations"]): Observed<"printed"> | undefined =>
    printedBy(seen, "server").find((printed) => printed.text.includes(text) || printed.text.includes(orElse));
  const seen = await experiment.until(
    `the relay's report: ${text}`,
    ["output"],
    (all) => find(all) ?? findExit(all, "client"),
    () => experiment.sockets.sample(),
  );
  return seen?.kind === "printed" ? seen : undefined;
}
