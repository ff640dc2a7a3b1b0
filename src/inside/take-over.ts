// Another server takes the address, on a host of its own. It is started first, and has the address once it listens: who
// connects from then on is served.

import type { Experiment } from "./experiment.ts";
import { startProgram } from "./programs.ts";
import { recordProcesses } from "./serving-process.ts";
import { ready, writeSettings } from "./session.ts";
import { waitForPattern } from "./wait-for-pattern.ts";
import { wireOf } from "./wire-holds.ts";
import { createStandby } from "../network/standby.ts";
import { inNetwork } from "../sys/namespace.ts";
import { openSockDiag } from "../sys/sock-diag.ts";

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
  const { pid } = await startProgram(experiment, "server", { line, on });
  const diag = on(openSockDiag);
  try {
    await ready(experiment, "server", `listened on port ${spec.port}`, () =>
      diag.readSockets().find(({ state, local }) => state === "LISTEN" && local.port === spec.port),
    );
  } finally {
    diag.close();
  }
  experiment.trees.replace("server", pid);
  experiment.trees.adopt("server");
  const { serverReady } = spec.custom ?? {};
  if (serverReady) await waitForPattern(experiment, "server", serverReady, before);

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
