// The steps: an exchange; the process at the other end is stopped, so that whatever comes is the proxy's doing; one end
// closes its half; the other end goes on, and uses the half that is still open.

import { type OutputCursor, runExchange, say } from "../custom/exchange.ts";
import { planFault } from "../custom/fault-plan.ts";
import { openCustomSession } from "../custom/open-session.ts";
import type { Experiment } from "../inside/experiment.ts";
import { waitForProxy } from "../inside/proxy-rest.ts";
import { onServersLeg } from "../inside/server-leg.ts";
import type { Session } from "../inside/session.ts";
import { settle } from "../inside/settle.ts";
import type { ExchangeStep } from "../inside/spec.ts";
import { createSteps } from "../inside/steps.ts";
import { beyondProxy } from "../timeline/legs.ts";
import { segmentsOf } from "../timeline/conversation.ts";
import { findSocketHolder, shutDown } from "./half-close.ts";
import { goOn, stopAll } from "./stop-others.ts";

export async function performHalfClose(experiment: Experiment): Promise<void> {
  const { custom, halfClosedBy: by } = experiment.spec;
  if (custom === undefined || by === undefined) throw new Error("half a close without its description");
  const other = by === "client" ? "server" : "client";
  const begin = createSteps(experiment);
  begin("1", "Server, proxy and client are started.");
  const { session, said } = await openCustomSession(experiment, custom, await planFault(experiment));
  const cursor: OutputCursor = { mark: 0 };
  begin("2", "The exchange.");
  await runExchange(session, cursor, custom.exchange.slice(said), "before");
  await settle(session);
  const atServer = await onServersLeg(session);
  const holder = await findSocketHolder(by === "client" ? session : atServer, by);

  begin("3", `The ${other} is stopped: whatever comes now is the proxy's doing.`);
  const stopped = await stopAll(experiment, other);
  try {
    if (by === "client") await request(session, atServer, cursor, custom.afterwards);
    begin("4", `The ${by} closes its half of the connection, and still reads.`);
    shutDown(experiment, by, holder);
    await experiment.timeline.watch(
      experiment.spec.watchMs,
      () => undefined,
      () => undefined,
    );
    await waitForProxy(experiment);
  } finally {
    begin("5", `The ${other} goes on.`);
    goOn(experiment, other, stopped);
  }
  await runExchange(session, cursor, restOf(custom.afterwards, by), "after");
  await settle(session);
  await waitForProxy(experiment);
}

/** It is on its way while the server is stopped: its answer comes after the FIN. */
async function request(
  session: Session,
  atServer: Session,
  cursor: OutputCursor,
  [first]: readonly ExchangeStep[],
): Promise<void> {
  if (first === undefined || !("say" in first)) return;
  const { experiment } = session;
  const sinceNs = experiment.timeline.now();
  await say(session, cursor, first.say, "after");
  await experiment.until("the request on its way to the server", ["segments"], (seen) =>
    segmentsOf(beyondProxy(seen), atServer.connection).find(
      ({ atNs, direction, length }) => atNs > sinceNs && direction === "client->server" && length > 0,
    ),
  );
}

/** The answer to the request, or something for the half of the connection that leads to the server. */
function restOf(steps: readonly ExchangeStep[], by: "client" | "server"): readonly ExchangeStep[] {
  const isSaid = (step: ExchangeStep | undefined): boolean => step !== undefined && "say" in step;
  if (by === "server") return steps.filter(isSaid).slice(0, 1);
  const rest = isSaid(steps[0]) ? steps.slice(1) : [];
  const upTo = rest.findIndex(isSaid);
  return upTo < 0 ? rest : rest.slice(0, upTo);
}
