// The capture of saved runs, for Wireshark: both hosts as interfaces, every segment once, at the host that sent it.
//
// Comments mark what the verdict and the statements refer to; what happened to the processes is among the packets, as
// journal entries.

import { connectionUnderTest, segmentsOf } from "../../timeline/conversation.ts";
import { endingsOf } from "../../timeline/endings.ts";
import type { Observation, Observed } from "../../timeline/observation.ts";
import { ofKind } from "../../timeline/queries.ts";
import type { RunDocument, RunRecord } from "../../timeline/record.ts";
import { formatDuration } from "../../timeline/units.ts";
import { sanitize } from "../sanitize.ts";
import { formatLine } from "../story-lines.ts";
import { enhancedPacket, interfaceDescription, journalEntry, option, sectionHeader } from "./blocks.ts";
import { buildPacket } from "./packet.ts";

/** Kinds that become journal entries among the packets. */
const told: ReadonlySet<Observation["kind"]> = new Set([
  "step",
  "program-started",
  "program-exited",
  "went-to-background",
  "fault",
  "wire",
  "process-ended",
  "process-reaped",
  "typed",
  "end-of-input",
  "printed",
  "expected",
  "probe",
]);

/** One file; each run has two interfaces of its own, so that they can be distinguished. */
export function renderCapture(documents: readonly RunDocument[]): Buffer {
  const [first] = documents;
  const head = sectionHeader([
    option.application(`deadpeer ${first?.tool.version ?? ""}`), // must be first: by it we recognise our own file
    option.os(first?.kernel ?? "Linux"),
    option.comment(
      "Packets are built from what deadpeer recorded: TCP headers are whole, payload is cut, IP headers are Linux's defaults.",
    ),
  ]);
  const runs = documents.flatMap((document) => document.runs);
  const interfaces = runs.flatMap((run) => [describeHost(run, "client"), describeHost(run, "server")]);
  return Buffer.concat([head, ...interfaces, ...runs.flatMap((run, i) => renderRun(run, 2 * i))]);
}

function describeHost(run: RunRecord, host: "client" | "server"): Buffer {
  return interfaceDescription([
    option.interfaceName(host),
    option.interfaceDescription(`${sanitize(run.title)}: host ${host}, network ${run.network.name}`),
    option.nanoseconds,
  ]);
}

function renderRun(run: RunRecord, firstInterface: number): Buffer[] {
  const comments = commentsOf(run);
  const inOrder = [...run.observations].sort((one, other) => one.atNs - other.atNs);
  const client = connectionUnderTest(run.observations)?.client.port;
  return inOrder.flatMap((observation) => {
    if (observation.kind === "segment") {
      const isClients = isFromClient(observation, run, client);
      const texts = comments.get(observation.id) ?? [];
      return [renderSegment(observation, run, firstInterface + Number(!isClients), texts)];
    }
    return told.has(observation.kind) ? [renderEntry(observation, run)] : [];
  });
}

/** For other connections: the client is the end with the greater port, usually the ephemeral one. */
function isFromClient(
  { from, to }: Observed<"segment">,
  run: RunRecord,
  clientPort: number | undefined,
): boolean {
  if (clientPort !== undefined && (from.port === clientPort || to.port === clientPort))
    return from.port === clientPort;
  const server = connectionUnderTest(run.observations)?.server.port;
  return server === undefined ? from.port > to.port : to.port === server;
}

function renderSegment(
  segment: Observed<"segment">,
  run: RunRecord,
  interfaceId: number,
  comments: readonly string[],
): Buffer {
  const { bytes, wireLength } = buildPacket(segment);
  return enhancedPacket({
    interfaceId,
    timeNs: realtimeNs(run, segment.atNs),
    bytes,
    wireLength,
    options: [...comments.map(option.comment), option.direction(2)],
  });
}

function renderEntry(observation: Observation, run: RunRecord): Buffer {
  const text =
    observation.kind === "step"
      ? `${observation.step}  ${observation.text}`
      : (formatLine(observation)?.text ?? observation.kind);
  const priority = observation.kind === "fault" ? "2" : "6";
  const timeUs = realtimeNs(run, observation.atNs) / 1000n;
  return journalEntry(timeUs, text, {
    PRIORITY: priority,
    SYSLOG_IDENTIFIER: "deadpeer",
    DEADPEER_KIND: observation.kind,
  });
}

function realtimeNs({ clock }: RunRecord, atNs: number): bigint {
  const ns = BigInt(Math.round(clock.startedAtMs)) * 1_000_000n + BigInt(Math.round(atNs));
  return ns < 0n ? 0n : ns; // a machine without a clock starts in 1970
}

/** By the observation's id. */
function commentsOf(run: RunRecord): Map<number, string[]> {
  const comments = new Map<number, string[]>();
  const add = (id: number, text: string): void => void comments.set(id, [...(comments.get(id) ?? []), text]);
  const connection = connectionUnderTest(run.observations);
  const segments = connection ? segmentsOf(run.observations, connection) : [];
  const deliveries = new Map(ofKind(run.observations, "delivered").map(({ frame, atNs }) => [frame, atNs]));
  for (const { id, atNs, wire } of ofKind(run.observations, "segment")) {
    if (wire === undefined || wire.fate === "passed") continue;
    if (wire.fate === "made") {
      add(id, "made on the wire: no host has sent it");
      continue;
    }
    const arrivedAtNs = wire.deliveredNs ?? deliveries.get(wire.frame);
    const later = arrivedAtNs === undefined ? undefined : formatDuration(arrivedAtNs - atNs);
    add(
      id,
      later === undefined
        ? `never arrived: ${wire.fate} on the wire`
        : `${wire.fate} on the wire, arrived ${later} later`,
    );
  }
  const { ending, noticed, afterNs, by } = run.verdict;
  const end = endingsOf(segments).find(({ arrivedAtNs }) => arrivedAtNs === ending.atNs);
  if (end) {
    add(
      end.id,
      `the ending: this ${ending.by.toUpperCase()} tells the client's host that the server is gone`,
    );
    const when =
      afterNs === undefined ? "" : `, ${formatDuration(afterNs)} later, by ${by ?? "a sign unknown"}`;
    add(end.id, `the client noticed ${noticed}${when}`);
  }
  for (const { id, outcome, note, because } of run.statements)
    for (const observation of because) add(observation, `${id} ${outcome}: ${sanitize(note)}`);
  return comments;
}
