// What the laboratory needs to know where it only observes.

import type { ExperimentSpec } from "../src/inside/spec.ts";

export function specToObserve(port: number): ExperimentSpec {
  return {
    scenario: "5.12",
    name: "bench",
    title: "bench",
    network: "machine", // the private one that this process is in already
    port,
    start: { server: {}, client: {} },
    waitOn: "both",
    clientOptions: [],
    serverOptions: [],
    settings: [],
    fault: "none",
    moment: { at: "idle", bytes: 0 },
    watchMs: 0,
    startMs: 10_000,
    limitMs: 0,
    without: [],
  };
}
