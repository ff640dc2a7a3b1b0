// A run as the page stores it: segments, of which there can be very many, as rows without names.

import type { Endpoint } from "../../tcp/endpoint.ts";
import type { Observation, Observed, OnWire } from "../../timeline/observation.ts";
import type { RunRecord } from "../../timeline/record.ts";

/** In the order of `pack` below; `from` and `to` are indices into `endpoints`; 0 stands for what is left out. */
type PackedSegment = readonly [
  id: number,
  atNs: number,
  from: number,
  to: number,
  seq: number,
  ack: number,
  flags: string,
  window: number,
  length: number,
  payload: string,
  options: string | 0,
  wire: OnWire | 0,
];

interface PackedRun {
  readonly run: Omit<RunRecord, "observations">;
  readonly endpoints: readonly Endpoint[];
  readonly observations: readonly (Exclude<Observation, { kind: "segment" }> | PackedSegment)[];
}

/** Returns JSON. */
export function packRun({ observations, ...run }: RunRecord): string {
  const endpoints: Endpoint[] = [];
  const places = new Map<string, number>();
  function place(endpoint: Endpoint): number {
    const key = `${endpoint.address} ${endpoint.port}`;
    const known = places.get(key) ?? endpoints.push(endpoint) - 1;
    places.set(key, known);
    return known;
  }
  function pack(segment: Observed<"segment">): PackedSegment {
    const { id, atNs, from, to, seq, ack, flags, window, length, payload, options = 0, wire = 0 } = segment;
    return [id, atNs, place(from), place(to), seq, ack, flags, window, length, payload, options, wire];
  }
  const packed: PackedRun = {
    run,
    endpoints,
    observations: observations.map((each) => (each.kind === "segment" ? pack(each) : each)),
  };
  return JSON.stringify(packed);
}

export function unpackRun(json: string): RunRecord {
  const { run, endpoints, observations } = JSON.parse(json) as PackedRun;
  const nobody = { address: "", port: 0 };
  function unpack(row: PackedSegment): Observed<"segment"> {
    const [id, atNs, from, to, seq, ack, flags, window, length, payload, options, wire] = row;
    const ends = { from: endpoints[from] ?? nobody, to: endpoints[to] ?? nobody };
    // Field by field: spreading 100,000 of them takes seconds.
    const segment: { -readonly [K in keyof Observed<"segment">]: Observed<"segment">[K] } = {
      id,
      atNs,
      kind: "segment",
      from: ends.from,
      to: ends.to,
      seq,
      ack,
      flags,
      window,
      length,
      payload,
    };
    if (options !== 0) segment.options = options;
    if (wire !== 0) segment.wire = wire;
    return segment;
  }
  return { ...run, observations: observations.map((each) => ("kind" in each ? each : unpack(each))) };
}

/** The preset dictionary for DEFLATE (RFC 1951 2): runs of one page are much like the first. */
const WINDOW = 32 * 1024;

export function dictionaryOf(firstRun: string): Uint8Array {
  return new TextEncoder().encode(firstRun).slice(-WINDOW);
}
