// Another server takes the address, on a host of its own. It is started first, and has the address once it listens: who
// connects from then on is served.

import type { Experiment } from "./experiment.ts";
import type { AwaitedProgram } from "./not-ready.ts";
import { startProgram } from "./programs.ts";
import { recordProcesses } from "./serving-process.ts";
import { ready, writeSettings } from "./session.ts";
import { waitForPattern } from "./wait-for-pattern.ts";
import { wireOf } from "./wire-holds.ts";
import { createStandby } from "../network/standby.ts";
import { inNetwork } from "../sys/namespace.ts";
import { openSockDiag } from "../sys/sock-diag.ts";
import type { SocketSample } from "../timeline/observation.ts";

export async function takeOver(experiment: Experiment, line: string): Promise<void> {
  const { spec, site, sockets, timeline } = experiment;
  const old = site.twoHosts?.server;
  if (old === undefined) throw new Error("client and server are on one host");
  const standby = createStandby();
  const on = <T>(act: () => T): T => inNetwork(standby.network, act);
  writeSettings(
    spec.settings.filter(({ host }) => host === "server"),
    (_, act) => on(act),
  );
  const before = timeline.observations.length;
  const processes = experiment.trees.startedSince("server");
  const { pid } = await startProgram(experiment, "server", { line, on, processes });
  const diag = on(openSockDiag);
  const program: AwaitedProgram = {
    called: "second server",
    option: "--then-server",
    from: before,
    processes,
    sockets: () => diag.readSockets(),
  };
  try {
    const what = `listened on port ${spec.port}`;
    const look = (): SocketSample | undefined =>
      program.sockets().find(({ state, local }) => state === "LISTEN" && local.port === spec.port);
    await ready(experiment, "server", what, look, program);
    const { serverReady } = spec.custom ?? {};
    if (serverReady) await waitForPattern(experiment, "server", serverReady, before, program);
  } finally {
    diag.close();
  }
  experiment.trees.replace("server", pid);
  experiment.trees.adopt("server");

  const wire = wireOf(experiment);
  await wire.cut();
  standby.plugIn(old);
  site.replaceServer(standby);
  sockets.replace({ host: "server", open: () => on(openSockDiag) });
  await wire.restore();
  standby.announce();
  experiment.record({ kind: "took-over", pid, command: line });
  recordProcesses(experiment);
}
