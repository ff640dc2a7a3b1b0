// The leg on which the server is: the client's connection, or, where a proxy stands between, the proxy's.

import { failure } from "../failure.ts";
import { readHeldSockets } from "../sys/proc.ts";
import type { Connection } from "../tcp/endpoint.ts";
import { SEVERAL } from "../timeline/carrier.ts";
import { beyondProxy, findAttempt, findUpstream } from "../timeline/legs.ts";
import type { Observation } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";
import { type Experiment, isObserved } from "./experiment.ts";
import { faultOf } from "./inflict-fault.ts";
import { hasProxy, serverPort } from "./programs.ts";
import type { Session } from "./session.ts";

/** The session as the server has it: what is done to it is done to that connection. */
export async function onServersLeg(session: Session): Promise<Session> {
  const { experiment } = session;
  if (!hasProxy(experiment.spec)) return session;
  await experiment.drain();
  const upstream = isObserved(experiment.observers, "segments")
    ? findUpstream(experiment.timeline.observations)
    : inTable(experiment);
  if (upstream !== undefined && upstream !== SEVERAL) {
    experiment.record({ kind: "upstream", ...upstream });
    return { ...session, connection: upstream };
  }
  if (faultOf(experiment).isControl) return session;
  if (upstream === SEVERAL)
    throw failure(
      3,
      "The proxy has several connections to the server, and nothing shows which of them is the client's.",
      "Let the client say something that the proxy passes on as it is and says on no other: --say and --expect.",
    );
  throw failure(
    3,
    "The proxy has no connection to the server, so there is nothing that could end.",
    "It connects to $SERVER_HOST and $SERVER_PORT. One that waits for the client's first bytes needs --say and --expect.",
  );
}

/** Where no segments show which it is, the only one that a process of the proxy holds. */
function inTable({ spec, sockets, trees }: Experiment): Connection | typeof SEVERAL | undefined {
  const { inodes } = readHeldSockets(trees.of("proxy"));
  const [row, another] = sockets
    .everything()
    .filter(
      ({ state, remote, inode }) =>
        state === "ESTABLISHED" && remote.port === serverPort(spec) && inodes.has(inode),
    );
  if (another !== undefined) return SEVERAL;
  return row && { client: row.local, server: row.remote };
}

/** The first connection that the proxy has tried since the client came, which may be over by now. */
export async function recordAttempt(experiment: Experiment): Promise<void> {
  if (!hasProxy(experiment.spec)) return;
  await experiment.drain();
  const { observations } = experiment.timeline;
  const sinceNs = ofKind(observations, "fault").at(-1)?.atNs ?? 0;
  const tried = findAttempt(observations, sinceNs);
  if (tried) experiment.record({ kind: "upstream", ...tried });
}

/** What has been seen so far on the server's leg. */
export function seenOnServersLeg({ spec }: Experiment, seen: readonly Observation[]): readonly Observation[] {
  return hasProxy(spec) ? beyondProxy(seen) : seen;
}
