// The ways to die, and where a case makes no sense or cannot be expected to go as the others do.

import type { CaseExpectation, CasePattern } from "deadpeer";

/** When nothing is under way. */
const AT_IDLE = [
  "close",
  "kill",
  "terminate",
  "kill-unread",
  "reset",
  "half-close",
  "stop",
  "host-crash",
  "host-reboot",
  "host-shutdown",
] as const;

/** A router forgets the connection. */
const FORGOTTEN = ["forget", "forget-and-reset"] as const;

/** The server lives, and is out of reach for a while. */
const BORNE = ["outage:1000", "pause:1000", "stall:1000"] as const;

/** There before the client comes. */
const NOBODY = ["refuse", "swallow", "mute", "full-queue"] as const;

/** In the middle of a request or its reply. */
const IN_A_REQUEST = [
  "kill@crossing",
  "kill@mid-request:3",
  "stop@mid-reply:3",
  "host-reboot@mid-reply:3",
] as const;

export const faults = [...AT_IDLE, ...FORGOTTEN, ...BORNE, ...NOBODY, ...IN_A_REQUEST] as const;

const UNASKED = ["curl", "wget", "mosquitto_sub"];
const PASSERS = ["nc.*", "ncat", "busybox-nc", "socat", "telnet", "curl-telnet", "openssl-s_client", "ssh"];

export const exclude: readonly CasePattern[] = [
  // Nothing is said to these, so that nothing can be left unread, and no request is under way.
  { client: UNASKED, fault: ["kill-unread", ...IN_A_REQUEST] },
  // gdbserver keeps the process that it debugs stopped by itself, and SIGSTOP does not show on it.
  { client: "gdb", fault: ["mute", "full-queue"] },
  // These pass bytes on, and know of no request.
  { client: PASSERS, fault: "*@mid-*" },
];

const RECONNECTING = [
  "node-http",
  "node-fetch",
  "undici",
  "requests",
  "urllib3",
  "lwp",
  "net-http",
  "java-http",
  "go-http",
  "mysql2-pool",
  "ioredis",
  "redis-py",
  "redis-rb",
];

/** As of every client of an announced ending, but for `unreported`. */
const NOTICES = "noticed!=never,reaction!=holds-socket|hangs|crashes,lingers=false";
/** As of every client of a silence. */
const SILENT = "reaction!=crashes,unreported=0";

export const expect: readonly CaseExpectation[] = [
  // The request that lies unread is sent again on a new connection, without a word: what became of it does not show.
  { client: ["urllib3", "net-http", "java-http", "go-http"], fault: "kill-unread", verdict: NOTICES },
  // It tries again for 15 s (set tcp connect-timeout), which is longer than is watched, and may yet report it.
  { client: "gdb", fault: "refuse", verdict: NOTICES },
  // They connect again, to a host that is gone: that takes longer than is watched, and then they may yet report it.
  { client: RECONNECTING, fault: "host-shutdown", verdict: NOTICES },
  // A host that has rebooted says nothing until it is spoken to. Who says nothing, or waits for the rest of a reply, has a
  // silence.
  { client: UNASKED, fault: "host-reboot", verdict: SILENT },
  { fault: "host-reboot@mid-reply*", verdict: SILENT },
];
