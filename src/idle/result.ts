// What is known of an idle connection: when each end closes it, who is first, and what comes of a request that meets the
// FIN.

import type { RunRecord } from "../timeline/record.ts";

/** When one end closes an idle connection by itself, with the other end's FIN held back. */
export interface IdleEnd {
  /** Since the last byte on the connection, but for what it says as it closes. Left out where it was not seen to close. */
  readonly closesMs?: number;
  readonly by?: "fin" | "rst";
  /** How its program ended just then: `exit code 0`, `SIGABRT`. Left out where it ran on. */
  readonly ended?: string;
  /** So long it was watched since the last byte; the longest silence, where it was not seen to close. */
  readonly watchedMs: number;
  /** Why it is unknown whether and when it closes by itself. */
  readonly why?: string;
}

export interface IdleTimes {
  readonly server: IdleEnd;
  readonly client: IdleEnd;
  /** `neither`: both keep the connection longer than it was watched. `unknown` also where the margin may be chance. */
  readonly first: "server" | "client" | "neither" | "unknown";
  /** How much earlier the first is: at least, where the other end was not seen to close. */
  readonly marginMs?: number;
}

export interface Idleness extends IdleTimes {
  /** The document's run of the idle connection. */
  readonly run: RunRecord;
  /** The request and the server's FIN on the wire together, made on purpose; or why not. */
  readonly crossing: { readonly run: RunRecord; readonly control?: RunRecord } | { readonly notMade: string };
  /** The crossing should have been made, and was not. */
  readonly isMissing: boolean;
}
