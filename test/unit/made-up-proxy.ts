// Made-up runs with a proxy between client and server: a line went and came back on both legs.

import type { Connection } from "../../src/tcp/endpoint.ts";
import { layOut } from "../../src/timeline/case.ts";
import type { Fact, Observation } from "../../src/timeline/observation.ts";
import type { Legs } from "../../src/verdict/proxy/passage.ts";
import { farLeg } from "../../src/verdict/through-proxy.ts";
import { type Timed, connection, evidenceOf, observations, opened, segment } from "./made-up.ts";

export type { Timed };

export const upstream: Connection = {
  client: { address: "10.9.0.1", port: 50_000 },
  server: { address: "10.9.0.2", port: 19_877 },
};

/** A segment behind the proxy: `>` is from the proxy. */
export function beyond(text: string, at: Connection = upstream, payload = ""): Fact {
  const { kind: _, from, ...rest } = segment(text, payload);
  const isProxys = from === connection.client;
  const ends = isProxys ? { from: at.client, to: at.server } : { from: at.server, to: at.client };
  return { ...rest, ...ends, kind: "beyond", sentBy: isProxys ? "proxy" : "server" };
}

const proxy: Timed = [0, { kind: "proxy-started", pid: 7, command: "a proxy" }];
const connected: readonly Timed[] = [
  [1.1, beyond("> S 0:0(0)")],
  [1.2, beyond("< S. 0:0(0) ack 1")],
  [3.1, beyond("> P. 1:14(13) ack 1")],
  [3.2, beyond("< P. 1:14(13) ack 14")],
];
const chosen: Timed = [9, { kind: "upstream", ...upstream }];
export const fault: Timed = [10, { kind: "fault", fault: "reset", pid: 42, text: "" }];

export function seen(...more: readonly Timed[]): Observation[] {
  const all = [proxy, ...opened, ...connected, chosen, ...more];
  return observations(...all.sort(([one], [other]) => one - other));
}

export function legs(all: readonly Observation[], other: object = {}): Legs {
  const near = layOut(evidenceOf(all, { fault: "reset", ...other }));
  return { near, far: farLeg(near) };
}

export const RST: Fact = beyond("< R. 14:14(0) ack 14");
export const FIN: Fact = beyond("< F. 14:14(0) ack 14");
export const FIN_AT_CLIENT: Fact = segment("< F. 14:14(0) ack 14");
export const RST_AT_CLIENT: Fact = segment("< R. 14:14(0) ack 14");
/** The client says something, 10 ms after the fault. */
export const CLIENT_SAYS: Timed = [20, segment("> P. 14:27(13) ack 14")];
