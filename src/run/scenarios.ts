// The scenarios there are: a section of the book each, with the runs it consists of. Data: nothing is opened here.

import { notSections } from "./not-sections.ts";
import { fewRetries, shortNeighbourTimers } from "../book/settings.ts";
import type { NetworkName, ScenarioName, Setting, WaitOn } from "../inside/spec.ts";

/** One run: a client, what is done to its server, and what else is set for it. */
export interface RunPlan {
  readonly name: string;
  readonly title: string;
  readonly waitOn: WaitOn;
  readonly fault: string;
  readonly clientOptions?: readonly string[];
  readonly serverOptions?: readonly string[];
  readonly settings?: readonly Setting[];
  /** Where TCP's own timers take longer than most observations are waited for. */
  readonly limitMs?: number;
}

export interface Scenario {
  readonly title: string;
  readonly summary: string;
  /** For somebody who has not read the book. */
  readonly introduction: string;
  readonly network: Exclude<NetworkName, "machine">;
  /** One after the other. */
  readonly runs: readonly RunPlan[];
}

const terminal = { name: "terminal", title: "The section's client", waitOn: "terminal" } as const;
const both = { name: "both", title: "The recoded client", waitOn: "both" } as const;

const race = { waitOn: "terminal" } as const;
/** The client waits for another line between its write and its read. */
const gated = { clientOptions: ["--read", "on-return"] } as const;

/** Where the process that serves outlives its connection, nobody needs another; else one is kept ready. */
const oneChild = { serverOptions: ["--children", "1"] } as const;

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  "2.6": {
    title: "TCP Connection Establishment and Termination",
    summary: "the four segments of a normal close, and who is left in TIME_WAIT",
    introduction:
      "Nobody dies here: one end closes, then the other. Which segments does that take, and which end has to remember " +
      "the connection for a while?",
    network: "loopback",
    runs: [
      { name: "client-first", title: "The client closes first", waitOn: "both", fault: "none" },
      { name: "server-first", title: "The server closes first", waitOn: "both", fault: "close" },
    ],
  },
  "5.10": {
    title: "wait and waitpid Functions",
    summary: "five children end at the same time, and none is left a zombie",
    introduction:
      "A client has five connections, each served by a child of its own, and ends. Five SIGCHLD come at once, and " +
      "signals of one kind are not queued. Does the server wait for every child?",
    network: "loopback",
    runs: [
      {
        name: "five",
        title: "A client with five connections",
        waitOn: "both",
        fault: "none",
        clientOptions: ["--connections", "5"],
      },
    ],
  },
  "5.12": {
    title: "Termination of Server Process",
    summary: "the child that serves a client is killed: FIN, a second line, RST, end of file",
    introduction:
      "A server gives each of its clients a process of its own. That process is killed while the client waits for " +
      "its user. What does TCP tell the client, and when does the client listen?",
    network: "loopback",
    runs: [
      { ...terminal, fault: "kill" },
      { ...both, fault: "kill" },
    ],
  },
  "5.12.race": {
    title: "Termination of Server Process: which comes first",
    summary: "the FIN, the RST and the read, in each of their orders, made to happen on purpose",
    introduction:
      "What the client's read gives depends on timing, says the section: on whether the FIN, the RST or the read comes " +
      "first. Here each order is made to happen.",
    network: "two-hosts",
    runs: [
      { ...race, name: "a", title: "(a) FIN, RST, then the read", fault: "kill", ...gated },
      { ...race, name: "b", title: "(b) FIN, the read, then the RST", fault: "kill" },
      { ...race, name: "c", title: "(c) the line unread: RST instead of FIN", fault: "kill-unread" },
      { ...race, name: "d1", title: "(d) the RST before the FIN, then the read", fault: "kill", ...gated },
      { ...race, name: "d2", title: "(d) the RST before the FIN, blocked in the read", fault: "kill" },
    ],
  },
  "5.13": {
    title: "SIGPIPE Signal",
    summary: "a client writes twice to a server that is gone: an RST, then SIGPIPE or EPIPE",
    introduction:
      "A server has been killed, and its client writes without having read. The first write is answered with an RST. " +
      "What becomes of the second?",
    network: "loopback",
    runs: [
      {
        name: "default",
        title: "A client that leaves SIGPIPE alone",
        waitOn: "terminal",
        fault: "kill",
        clientOptions: ["--write", "twice", "--sigpipe", "default"],
      },
      {
        name: "ignored",
        title: "A client that ignores SIGPIPE",
        waitOn: "terminal",
        fault: "kill",
        clientOptions: ["--write", "twice", "--sigpipe", "ignore"],
      },
    ],
  },
  "5.14": {
    title: "Crashing of Server Host",
    summary: "silence: retransmissions, and ETIMEDOUT or EHOSTUNREACH at the end",
    introduction:
      "The server's host is gone from one moment to the next: no FIN, no RST, nothing. What does a client learn of it, " +
      "and after how long? (tcp_retries2 is set to 3, so that it takes seconds.)",
    network: "two-hosts",
    runs: [
      {
        name: "timeout",
        title: "The section's client, with an address that is still believed",
        waitOn: "terminal",
        fault: "host-crash",
        ...oneChild,
        settings: [fewRetries],
        limitMs: 20_000,
      },
      {
        name: "unreachable",
        title: "The section's client, with an address that is asked for again",
        waitOn: "terminal",
        fault: "host-crash",
        ...oneChild,
        settings: [fewRetries, ...shortNeighbourTimers],
        limitMs: 20_000,
      },
      {
        name: "keepalive",
        title: "The recoded client, with SO_KEEPALIVE",
        waitOn: "both",
        fault: "host-crash",
        ...oneChild,
        clientOptions: ["--keepalive", "1"],
        limitMs: 20_000,
      },
      {
        name: "user-timeout",
        title: "The section's client, with TCP_USER_TIMEOUT",
        waitOn: "terminal",
        fault: "host-crash",
        ...oneChild,
        clientOptions: ["--user-timeout", "1000"],
        limitMs: 20_000,
      },
    ],
  },
  "5.15": {
    title: "Crashing and Rebooting of Server Host",
    summary: "the host comes back without its connections: an RST, ECONNRESET",
    introduction:
      "The server's host crashes and comes back while the client waits for its user. It knows nothing of the " +
      "connection any more. When does the client find out?",
    network: "two-hosts",
    runs: [
      { ...terminal, ...oneChild, fault: "host-reboot" },
      { ...both, ...oneChild, fault: "host-reboot" },
    ],
  },
  "5.16": {
    title: "Shutdown of Server Host",
    summary: "SIGTERM and SIGKILL to every process: to the client, as 5.12",
    introduction:
      "The server's host is shut down in order: its processes are ended, their descriptors are closed, then it is off " +
      "the net. What is different for the client from a process that was killed?",
    network: "two-hosts",
    runs: [
      { ...terminal, ...oneChild, fault: "host-shutdown" },
      { ...both, ...oneChild, fault: "host-shutdown" },
    ],
  },
  "6.4": {
    title: "str_cli Function (Revisited)",
    summary: "a client that waits on both its sources is told at once",
    introduction:
      "The client of 5.12 was blocked in a read of its terminal when the FIN came. This one waits on its terminal and " +
      "on the socket at once.",
    network: "two-hosts",
    runs: [{ ...both, fault: "kill" }],
  },
  "6.6": {
    title: "shutdown Function",
    summary: "half-close, from either end: the other direction goes on, and nothing is lost",
    introduction:
      "A FIN closes one direction only. One end says that it will send no more, and goes on reading. Does what the " +
      "other end sends after that arrive?",
    network: "two-hosts",
    runs: [
      {
        name: "server",
        title: "The server half-closes",
        waitOn: "terminal",
        ...oneChild,
        fault: "half-close",
      },
      { name: "client", title: "The client half-closes", waitOn: "both", ...oneChild, fault: "none" },
    ],
  },
  "6.7": {
    title: "str_cli Function (Revisited Again)",
    summary: "batch input: the end of input is no end of the answers",
    introduction:
      "The client's input ends while many lines are still on their way to the server and back (the wire takes 20 ms). " +
      "Does every line come back?",
    network: "two-hosts",
    runs: [
      {
        name: "batch",
        title: "The recoded client, with batch input",
        waitOn: "both",
        ...oneChild,
        fault: "none",
      },
    ],
  },
  ...notSections,
};

/** Those that are sections of the book: `run all` runs them. */
export const sections: readonly ScenarioName[] = (Object.keys(scenarios) as ScenarioName[]).filter(
  (name) => !Object.hasOwn(notSections, name),
);
