// One inspection: a look, the findings that still hold at its end, and the settings of the sockets that are shown.

import { findAll } from "./findings/index.ts";
import type { Finding } from "./findings/finding.ts";
import { withSettings } from "./scan/read-settings.ts";
import type { InspectedSocket, Scan } from "./scan/scan.ts";
import { confirm } from "./scan/confirm.ts";
import { type ScanOptions, takeScan } from "./scan/take-scan.ts";
import { type Scope, choosePids, isInScope, scopeOf } from "./scope.ts";

export interface InspectOptions extends Scope {
  /** Every connection, and not only those of the findings. */
  readonly all: boolean;
  /** Whether to read what programs have asked of their sockets. */
  readonly settings: boolean;
  readonly minAgeMs: number;
}

export interface Inspection {
  readonly scan: Scan;
  readonly scope: Scope;
  readonly findings: readonly Finding[];
  /** The connections that are shown: those of the findings, or all. */
  readonly shown: readonly InspectedSocket[];
  /** How many connections were looked at, and sockets that listen. */
  readonly counts: { readonly connections: number; readonly listening: number; readonly processes: number };
}

/** Throws a Failure where nothing can be observed. Changes nothing on the machine. */
export async function inspect(options: InspectOptions): Promise<Inspection> {
  const pids = choosePids(options);
  return conclude(await takeScan(scanOptions(options, pids)), pids, options);
}

export function scanOptions(
  { minAgeMs, all, port }: InspectOptions,
  pids: readonly number[] | undefined,
): ScanOptions {
  return { minAgeMs, all, attempts: pids === undefined && port === undefined, ...(pids && { pids }) };
}

/** What a look amounts to, for what was asked for. @param read the socket with its settings, where they may be read */
export function conclude(
  whole: Scan,
  pids: readonly number[] | undefined,
  options: InspectOptions,
  read: (socket: InspectedSocket) => InspectedSocket = withSettings,
): Inspection {
  const { pid, port, name } = options;
  const scope = {
    ...(pid !== undefined && { pid }),
    ...(port !== undefined && { port }),
    ...(name !== undefined && { name }),
  };
  const scoped = { ...whole, sockets: whole.sockets.filter(scopeOf(scope, whole, pids)) };
  const first = findAll(scoped);
  const confirmed = confirm(
    scoped,
    first.flatMap(({ sockets }) => sockets),
  );
  const found = confirmed === scoped ? first : findAll(confirmed);
  const shown = showable(confirmed, found, options.all);
  const scan = options.settings && shown.length > 0 ? readSettings(confirmed, shown, read) : confirmed;
  const findings = scan === confirmed ? found : findAll(scan);
  return {
    scan,
    scope,
    findings: findings.filter((each) => isInScope(each, scope)),
    shown: showable(scan, findings, options.all),
    counts: count(scan),
  };
}

/** Of a finding with very many connections, these are enough to see what they are. */
const SHOWN_OF_ONE = 100;

function showable(scan: Scan, findings: readonly Finding[], all: boolean): readonly InspectedSocket[] {
  const blamed = new Set(findings.flatMap(({ sockets }) => sockets.slice(0, SHOWN_OF_ONE)));
  if (!all && blamed.size === 0) return [];
  return scan.sockets.filter((socket) => blamed.has(socket) || (all && socket.state !== "TIME_WAIT"));
}

function readSettings(
  scan: Scan,
  shown: readonly InspectedSocket[],
  read: (socket: InspectedSocket) => InspectedSocket,
): Scan {
  const wanted = new Set(shown);
  const sockets = scan.sockets.map((socket) => (wanted.has(socket) ? read(socket) : socket));
  return { ...scan, sockets };
}

function count({ sockets }: Scan): Inspection["counts"] {
  const pids = new Set<number>();
  for (const { holders } of sockets) for (const { pid } of holders) pids.add(pid);
  const listening = sockets.filter(({ state }) => state === "LISTEN").length;
  return { connections: sockets.length - listening, listening, processes: pids.size };
}
