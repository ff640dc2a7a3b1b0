// Facts of a proxy that stands between client and server: the program, and what is seen of it on the server's side. Segments
// on the client's side are those of the connection under test.

import type { Connection } from "../tcp/endpoint.ts";
import type { SegmentFact } from "./observation.ts";
import type { ProcessEnd } from "./program-facts.ts";

export interface ProxyStartedFact {
  readonly kind: "proxy-started";
  readonly pid: number;
  readonly command: string;
}

export interface ProxyPrintedFact {
  readonly kind: "proxy-printed";
  readonly text: string;
}

/** Its first process ended. */
export interface ProxyExitedFact extends ProcessEnd {
  readonly kind: "proxy-exited";
  readonly pid: number;
}

/** The proxy's connection to the server that stands for the connection under test; the proxy is its client. */
export interface UpstreamFact extends Connection {
  readonly kind: "upstream";
}

/** A segment between the proxy and the server. */
export interface BeyondFact extends Omit<SegmentFact, "kind"> {
  readonly kind: "beyond";
  readonly sentBy: "proxy" | "server";
}

/** One end shut down its sending side, while the process at the other end was stopped; later that goes on. */
export interface HalfClosedFact {
  readonly kind: "half-closed";
  readonly by: "client" | "server";
  readonly text: string;
}

/** The stopped process goes on. */
export interface GoesOnFact {
  readonly kind: "goes-on";
  readonly who: "client" | "server";
  readonly text: string;
}
