// An inspection as a versioned document.

import { release, type } from "node:os";
import { endCommands } from "./commands.ts";
import type { Finding } from "./findings/finding.ts";
import type { Inspection } from "./inspect.ts";
import { attentionOf } from "./scan/attention.ts";
import { ageMs, silentMs, unreadOf } from "./scan/facts.ts";
import type { InspectedSocket, Scan } from "./scan/scan.ts";
import { describeThreads } from "./scan/threads.ts";
import { allowedRetries, whenGivenUp } from "./scan/timer.ts";

const VERSION = 1;

/** As plain data. A field that is left out was not seen, or does not apply. @param tool `deadpeer 0.1.0` */
export function documentOf(inspection: Inspection, tool: string): unknown {
  const { scan, scope, counts, findings, shown } = inspection;
  return {
    version: VERSION,
    tool,
    kernel: `${type()} ${release()}`,
    at: new Date(scan.atMs).toISOString(),
    scope,
    minAgeMs: scan.minAgeMs,
    counts,
    notVisible: scan.notVisible,
    ...(scan.attempts !== undefined && { attempts: scan.attempts }),
    findings: findings.map((finding) => describeFinding(finding, scan)),
    connections: shown.map((socket) => describeConnection(socket, scan)),
  };
}

function describeFinding({ rule, pid, sockets, sinceMs, shows }: Finding, { processes }: Scan): unknown {
  return {
    finding: rule.name,
    title: rule.title,
    ...(pid !== 0 && { pid, process: processes.get(pid)?.name }),
    ...(sinceMs !== undefined && { sinceMs }),
    shows,
    rule: rule.rule,
    remedy: rule.remedy,
    commands: endCommands(sockets),
    count: sockets.length,
    connections: sockets.slice(0, LISTED).map(({ cookie }) => cookie),
  };
}

/** As many as the inspection shows of one finding. */
const LISTED = 100;

function describeConnection(socket: InspectedSocket, scan: Scan): unknown {
  const { cookie, local, remote, state, holders, timer, retries, expiresMs, settings, info } = socket;
  const of = allowedRetries(socket, scan.kernel);
  return {
    id: cookie,
    processes: holders.map(({ pid, fd }) => ({ pid, name: scan.processes.get(pid)?.name, fd })),
    local,
    remote,
    state,
    ...(info !== undefined && { atLeastMs: ageMs(socket), silentMs: silentMs(socket) }),
    queues: { unread: unreadOf(socket).bytes, endUnread: unreadOf(socket).end, unacknowledged: socket.sendQ },
    timer: { name: timer, retries, expiresMs, ...(of !== undefined && { of }) },
    givesUp: whenGivenUp(socket, scan.kernel),
    ...(settings !== undefined && { settings }),
    ...(isWaitedFor(socket, scan) && {
      attention: attentionOf(socket, scan),
      threads: describeThreads(socket, scan),
    }),
  };
}

/** Whether what its owners wait for was looked at. */
function isWaitedFor({ holders }: InspectedSocket, { processes }: Scan): boolean {
  return holders.some(({ pid }) => processes.get(pid)?.waits !== undefined);
}
