// What the two processes did, as bars: the client under test, and the process that serves its connection.

import { sanitize } from "../report/sanitize.ts";
import { type Connection, sameEndpoint } from "../tcp/endpoint.ts";
import type { Observation, Observed, Role } from "../timeline/observation.ts";
import { describeWait, mainThread } from "../timeline/waits.ts";
import { formatEnd } from "../timeline/units.ts";
import type { Scale } from "./scale.ts";

export interface ProcessBar {
  readonly side: Role;
  readonly pid: number;
  /** `alive`: it exists, and was not sampled yet. */
  readonly activity: "alive" | "runs" | "asleep" | "stopped" | "gone";
  /** `asleep in read(0) on its terminal` */
  readonly text: string;
  readonly fromY: number;
  readonly toY: number;
}

type Activity = Pick<ProcessBar, "pid" | "activity" | "text">;

/** The server's lane is its first process until the one that holds this connection is known. */
export function drawProcesses(
  observations: readonly Observation[],
  connection: Connection | undefined,
  scale: Scale,
): ProcessBar[] {
  return [
    ...drawLane("client", observations, scale, clientDoing),
    ...drawLane("server", observations, scale, createServerDoing(connection)),
  ];
}

function drawLane(
  side: Role,
  observations: readonly Observation[],
  scale: Scale,
  activityAt: (observation: Observation) => Activity | undefined,
): ProcessBar[] {
  const bars: ProcessBar[] = [];
  let open: (Activity & { readonly fromY: number }) | undefined;
  const close = (y: number): void => {
    if (open && y > open.fromY) bars.push({ side, ...open, toY: y });
  };
  for (const observation of observations) {
    const activity = activityAt(observation);
    if (activity === undefined || (open?.text === activity.text && open.pid === activity.pid)) continue;
    const y = scale.yOf(observation.atNs);
    close(y);
    open = { ...activity, fromY: y };
  }
  close(scale.height);
  return bars;
}

function clientDoing(observation: Observation): Activity | undefined {
  const { kind } = observation;
  if (kind === "program-started" && observation.role === "client") return lives(observation.pid);
  if (kind === "program-exited" && observation.role === "client")
    return { pid: observation.pid, activity: "gone", text: `ended: ${formatEnd(observation)}` };
  return kind === "waiting" && observation.role === "client" ? waits(observation) : undefined;
}

function lives(pid: number): Activity {
  return { pid, activity: "alive", text: "alive" };
}

function waits(waiting: Observed<"waiting">): Activity {
  const text = sanitize(describeWait(mainThread(waiting)));
  return { pid: waiting.pid, activity: text.startsWith("asleep") ? "asleep" : "runs", text };
}

function createServerDoing(
  connection: Connection | undefined,
): (observation: Observation) => Activity | undefined {
  let pid = 0;
  let isKnown = false;
  const is = (other: number): boolean => other === pid;
  return (observation) => {
    switch (observation.kind) {
      case "program-started":
        if (observation.role !== "server") return undefined;
        pid = observation.pid;
        return lives(pid);
      case "owners":
        return follow(observation);
      case "waiting":
        return observation.role === "server" && is(observation.pid) ? waits(observation) : undefined;
      case "processes":
        return look(observation);
      case "process-ended":
        return is(observation.pid)
          ? { pid, activity: "gone", text: "gone, its descriptors are closed" }
          : undefined;
      case "process-reaped":
      case "program-exited":
        return is(observation.pid)
          ? { pid, activity: "gone", text: `ended: ${formatEnd(observation)}` }
          : undefined;
      default:
        return undefined;
    }
  };

  /** The server may serve others as well: whoever asks whether it still does, and other clients. */
  function follow({ end, owners, connection: held }: Observed<"owners">): Activity | undefined {
    const [owner] = owners;
    if (end !== "server" || owner === undefined || isKnown) return undefined;
    if (connection && !sameEndpoint(held.client, connection.client)) return undefined;
    isKnown = true;
    pid = owner.pid;
    return lives(pid);
  }

  function look({ rows }: Observed<"processes">): Activity | undefined {
    const state = rows.find((row) => row.pid === pid)?.state;
    const activity = byLetter.get(state);
    return activity && { pid, ...activity };
  }
}

/** The letters of /proc/PID/stat (proc(5)). */
const byLetter: ReadonlyMap<string | undefined, Omit<Activity, "pid">> = new Map([
  ["R", { activity: "runs", text: "running" }],
  ["S", { activity: "asleep", text: "asleep" }],
  ["D", { activity: "asleep", text: "asleep" }],
  ["T", { activity: "stopped", text: "stopped" }],
  ["Z", { activity: "gone", text: "a zombie" }],
]);
