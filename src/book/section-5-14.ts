// UNP 5.14: the server's host crashes.

import type { Case } from "../timeline/case.ts";
import { arrivals } from "../timeline/conversation.ts";
import { after, ofKind } from "../timeline/queries.ts";
import { type Finding, type Rule, differs, holds, unknown } from "../verdict/rule.ts";
import { formatDuration } from "../timeline/units.ts";
import { judgeMessage, idleRule } from "./shared/rules.ts";
import { printedAfter, secondLine, sendings, sent } from "./shared/evidence.ts";
import type { Scenario } from "../inside/scenario.ts";
import { cards514 } from "./cards/section-5-14.ts";
import { performDeath } from "./shared/death.ts";
import { fewRetries, shortNeighbourTimers } from "./shared/settings.ts";
import { oneChild } from "./shared/clients.ts";

const silence: Rule = {
  id: "5.14.silence",
  text: "Nothing more comes from the host: no FIN, no RST, no acknowledgment.",
  needs: ["segments"],
  judge({ segments, fault }) {
    const cut = fault?.atNs ?? 0;
    const come = arrivals(segments).find(
      ({ direction, atNs }) => direction === "server->client" && atNs > cut,
    );
    return come ? differs(`${come.text} came`, come) : holds("nothing was seen of it", fault);
  },
};

const idle = idleRule("5.14.idle", "A client that sends nothing learns nothing.");

/** `0.20, 0.21, 0.42 s`: the times between one sending and the next. */
function gapsOf(seen: Case): number[] {
  const times = sendings(seen).map(({ atNs }) => atNs / 1e9);
  return times.slice(1).map((time, i) => time - (times[i] ?? 0));
}

const schedule: Rule = {
  id: "5.14.resend",
  text:
    "The client's TCP sends its line again and again: once early, as a probe for a lost tail (RFC 8985 7), and after that it waits " +
    "twice as long each time (RFC 6298 5.5).",
  onlyFor: "timeout",
  needs: ["segments"],
  judge(seen) {
    const lines = sendings(seen);
    const gaps = gapsOf(seen);
    const [early, ...backing] = gaps.map((gap) => gap.toFixed(2));
    const note = `sent ${lines.length} times: again after ${early ?? "-"} s, and then after ${backing.join(", ") || "-"} s`;
    // Linux sends it once more early, before the first time-out: a tail loss probe (RFC 8985 7).
    const backedOff = gaps.slice(2).every((gap, i) => {
      const ratio = gap / (gaps[i + 1] ?? 1);
      return ratio > 1.5 && ratio < 2.5;
    });
    return gaps.length > 2 && backedOff ? holds(note, ...lines) : differs(note, ...lines);
  },
};

/** Linux's default of tcp_retries2, and the longest time between two sendings (TCP_RTO_MAX). */
const DEFAULT_RETRIES = 15;
const LONGEST_GAP = 120;

const byDefault: Rule = {
  id: "5.14.default",
  text: "It gives up after some nine minutes.",
  onlyFor: "timeout",
  needs: ["segments"],
  judge(seen) {
    const [probe, first] = gapsOf(seen);
    if (probe === undefined || first === undefined)
      return unknown("there was no retransmission to compute it from");
    const waits = Array.from({ length: DEFAULT_RETRIES + 1 }, (_, i) =>
      Math.min(first * 2 ** i, LONGEST_GAP),
    );
    const seconds = waits.reduce((sum, wait) => sum + wait, probe);
    const minutes = (seconds / 60).toFixed(1);
    return unknown(
      `not run: computed from the gaps seen, with tcp_retries2 = 15 it takes ${minutes} minutes`,
    );
  },
};

/** Whether the client's host resolved the server's link address again after the crash, and whether anybody replied. */
function describeNeighbour({ observations, fault }: Case): string {
  const since = after(ofKind(observations, "neighbour"), fault?.atNs ?? 0);
  const asked = since.filter(({ from, asks }) => from === "client" && asks);
  const answered = since.some(({ from, asks, wire }) => from === "server" && !asks && wire.fate === "passed");
  if (asked.length === 0) return "the link address was known from before";
  return `asked ${asked.length} times for the server's link address: ${answered ? "answered" : "no answer"}`;
}

function gaveUp(seen: Case, error: RegExp): Finding {
  const typed = secondLine(seen);
  const finding = judgeMessage(seen, typed?.atNs ?? 0, error);
  const [printed] = printedAfter(seen, typed?.atNs ?? 0);
  const when =
    typed && printed ? `, ${formatDuration(printed.atNs - typed.atNs)} after the line was typed` : "";
  return { ...finding, note: `${finding.note}${when}; ${describeNeighbour(seen)}` };
}

const timeout: Rule = {
  id: "5.14.timeout",
  text: "After that the client's read fails with ETIMEDOUT.",
  onlyFor: "timeout",
  needs: ["segments", "output"],
  judge: (seen) => gaveUp(seen, /ETIMEDOUT/),
};

const unreachable: Rule = {
  id: "5.14.unreach",
  text: "If something on the path knows that the host cannot be reached, the error is EHOSTUNREACH.",
  onlyFor: "unreachable",
  needs: ["segments", "output"],
  judge: (seen) => gaveUp(seen, /EHOSTUNREACH/),
};

const keepAlive: Rule = {
  id: "5.14.keep",
  text: "With SO_KEEPALIVE a client that sends nothing finds out as well: probes, then ETIMEDOUT.",
  onlyFor: "keepalive",
  needs: ["segments", "output"],
  judge(seen) {
    const probes = sent(seen, "client->server").filter(
      ({ atNs, flags, length }) => atNs > (seen.fault?.atNs ?? 0) && flags === "." && length <= 1,
    );
    const finding = judgeMessage(seen, seen.fault?.atNs ?? 0, /ETIMEDOUT/);
    if (probes.length === 0) return differs(`no probe was seen; ${finding.note}`, seen.fault);
    return { ...finding, note: `${probes.length} probes; ${finding.note}` };
  },
};

const userTimeout: Rule = {
  id: "5.14.user",
  text: "With TCP_USER_TIMEOUT it gives up once that time has passed (RFC 5482).",
  onlyFor: "user-timeout",
  needs: ["segments", "output"],
  judge: (seen) => gaveUp(seen, /ETIMEDOUT/),
};

const rules: readonly Rule[] = [
  silence,
  idle,
  schedule,
  byDefault,
  timeout,
  unreachable,
  keepAlive,
  userTimeout,
];

export const section514: Scenario = {
  title: "Crashing of Server Host",
  summary: "silence: retransmissions, and ETIMEDOUT or EHOSTUNREACH at the end",
  introduction:
    "The server's host disappears without warning: no FIN, no RST, nothing. How does a client find out, " +
    "and after how long? (The kernel's setting tcp_retries2, how often it sends a segment again before it gives up, is 2 here: it takes " +
    "seconds.)",
  network: "two-hosts",
  runs: [
    {
      name: "timeout",
      title: "The section's client, link address known (ARP)",
      waitOn: "terminal",
      fault: "host-crash",
      ...oneChild,
      settings: [fewRetries],
      limitMs: 20_000,
    },
    {
      name: "unreachable",
      title: "The section's client, link address forgotten (ARP)",
      waitOn: "terminal",
      fault: "host-crash",
      ...oneChild,
      settings: [fewRetries, ...shortNeighbourTimers],
      limitMs: 20_000,
    },
    {
      name: "keepalive",
      title: "The select() client, with SO_KEEPALIVE",
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
  perform: (experiment) =>
    performDeath(experiment, {
      section: "5.14",
      fault: "The server's host crashes.",
      secondLine: "A second line is typed. Nobody acknowledges it: it is sent again, and again.",
    }),
  rules,
  cards: cards514,
};
