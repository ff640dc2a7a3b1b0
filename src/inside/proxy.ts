// A proxy of the user's between client and server, on the client's host.

import { failure } from "../failure.ts";
import { startOnPipes, shellCommand } from "../program/program.ts";
import type { Observation } from "../timeline/observation.ts";
import { ofKind } from "../timeline/queries.ts";
import { formatEnd } from "../timeline/units.ts";
import type { Experiment } from "./experiment.ts";
import { listeningOn } from "./listening.ts";
import { type AwaitedProgram, socketsElsewhere } from "./not-ready.ts";
import { roleIn } from "./process-trees.ts";
import { endingWithUs, placeOfProxy } from "./programs.ts";

/** How much of its output is kept, in characters. */
const OUTPUT_LIMIT = 100_000;

/** Starts it, if there is to be one, and waits until it listens. Throws a Failure (2) if it never does. */
export async function startProxy(experiment: Experiment): Promise<void> {
  const { spec, site, record, trees, timeline } = experiment;
  const { through: line, throughCwd: cwd } = spec.custom ?? {};
  if (line === undefined) return;
  const command = endingWithUs(spec, {
    ...shellCommand(line, { ...placeOfProxy(spec), ...roleIn("proxy") }),
    ...(cwd !== undefined && { cwd }),
  });
  let [left, pid] = [OUTPUT_LIMIT, 0];
  const events = {
    printed: (text: string) => {
      if (left > 0) record({ kind: "proxy-printed", text: text.slice(0, left) });
      left -= text.length;
    },
    exited: (end: object) => {
      trees.adopt("proxy"); // it may have become a daemon
      record({ kind: "proxy-exited", pid, ...end });
    },
  };
  const program = await site.on("client", () => startOnPipes(command, events));
  pid = program.pid;
  trees.add("proxy", pid);
  record({ kind: "proxy-started", pid, command: line });
  await timeline.until(
    `a proxy that listens on port ${spec.port}`,
    (seen) => listeningOn(experiment, spec.port) ?? isOver(experiment, seen),
    { limitMs: spec.startMs },
  );
  if (listeningOn(experiment, spec.port) === undefined) throw neverListened(experiment);
  trees.adopt("proxy"); // before the client, which may have daemons, too
}

function isOver({ trees }: Experiment, seen: readonly Observation[]): true | undefined {
  const isLeft = trees.of("proxy").some(({ state }) => state !== "Z");
  return (ofKind(seen, "proxy-exited").length > 0 && !isLeft) || undefined;
}

function neverListened(experiment: Experiment): Error {
  const { timeline, trees, sockets, spec } = experiment;
  const [exit] = ofKind(timeline.observations, "proxy-exited");
  const text = ofKind(timeline.observations, "proxy-printed").map((printed) => printed.text);
  const printed = text.join("").trim().slice(-300);
  const program: Pick<AwaitedProgram, "processes" | "sockets"> = {
    processes: () => trees.of("proxy"),
    sockets: () => sockets.everything(),
  };
  const sentences = [
    `The proxy (--through) never listened on port ${spec.port}${exit ? ` and ended (${formatEnd(exit)})` : ""}.`,
    socketsElsewhere("server", program),
    printed === "" ? "It printed nothing." : `It printed: ${printed}`,
  ];
  return failure(
    2,
    sentences.filter(Boolean).join(" "),
    "It listens on $HOST and $PORT, connects to $SERVER_HOST and $SERVER_PORT, and stays in the foreground.",
  );
}
