// The looks of who watches: what has not changed is taken from the look before. Which processes hold which sockets is then
// as it was at the last whole look, so nobody new is blamed by such a look alone.

import {
  type SocketDetails,
  createSocketReader,
  readSocketsAgain,
  readSocketsIn,
} from "../../sys/socket-details.ts";
import { type Counters, readAttempts } from "./attempts.ts";
import type { Owners } from "./owners.ts";
import type { AttemptRate, InspectedSocket, Scan } from "./scan.ts";
import { silentMs } from "./facts.ts";
import { isSuspect, isTelling } from "./suspects.ts";
import { type ScanOptions, examine, readUnreachableIfAllowed, takeWhole, withHolders } from "./take-scan.ts";

export interface Watcher {
  /** Everything, from nothing. */
  lookAtAll(options: ScanOptions): Promise<Scan>;
  /**
   * What has changed since. Undefined where that is not enough: before the first whole look, once it is too long ago, and
   * where there is a connection to be explained of which nobody knows who holds it.
   */
  lookAtChanges(options: ScanOptions): Promise<Scan | undefined>;
}

/** Which process holds what is read again at least so often. */
const WHOLE_EVERY_MS = 30_000;
/** As in confirm.ts: more are cheaper all at once. */
const ONE_BY_ONE = 200;

export function createWatcher(): Watcher {
  const reader = createSocketReader();
  const rates = createRates();
  let owners: Owners | undefined;
  let unheld: ReadonlySet<number> = new Set();
  let wholeAtMs = 0;
  return {
    async lookAtAll(options) {
      const whole = await takeWhole(options);
      ({ owners } = whole);
      unheld = new Set(whole.scan.sockets.filter(isUnheld).map(({ inode }) => inode));
      wholeAtMs = performance.now();
      return { ...whole.scan, ...(options.attempts && rates.next()) };
    },
    async lookAtChanges(options) {
      if (owners === undefined || performance.now() - wholeAtMs > WHOLE_EVERY_MS) return undefined;
      const sockets = withInfo(withHolders(reader.read(), owners));
      const unreachable = readUnreachableIfAllowed();
      const isNew = (socket: InspectedSocket): boolean =>
        isUnheld(socket) &&
        !unheld.has(socket.inode) &&
        isSuspect(socket, unreachable) &&
        silentMs(socket) >= options.minAgeMs;
      if (sockets.some(isNew)) return undefined;
      return { ...(await examine(sockets, owners, options)), ...(options.attempts && rates.next()) };
    },
  };
}

function isUnheld({ inode, holders }: InspectedSocket): boolean {
  return inode !== 0 && holders.length === 0;
}

/** With struct tcp_info for those that a finding may come of. */
function withInfo(sockets: readonly InspectedSocket[]): readonly InspectedSocket[] {
  const unreachable = readUnreachableIfAllowed();
  const telling = sockets.filter((socket) => socket.info === undefined && isTelling(socket, unreachable));
  const asked = telling.filter(({ state }) => state === "ESTABLISHED");
  if (asked.length === 0) return sockets;
  const now = asked.length > ONE_BY_ONE ? readSocketsIn(["ESTABLISHED"]) : readSocketsAgain(asked);
  const infos = new Map(now.map((row): [string, SocketDetails["info"]] => [row.cookie, row.info]));
  const wanted = new Set(asked);
  return sockets.map((socket) => {
    const info = wanted.has(socket) ? infos.get(socket.cookie) : undefined;
    return info === undefined ? socket : { ...socket, info };
  });
}

/** Two looks at once see the same rate: it needs time to be one. */
const RATE_OVER_MS = 500;

/** The rate of failing attempts since the look before. */
function createRates(): { next(): { readonly attempts?: AttemptRate } } {
  let last: Counters | undefined = readAttempts();
  let rate: { readonly attempts?: AttemptRate } = {};
  return {
    next() {
      const [before, now] = [last, readAttempts()];
      if (before === undefined || now === undefined || now.atMs - before.atMs < RATE_OVER_MS) return rate;
      last = now;
      const [made, failed] = [now.made - before.made, now.failed - before.failed];
      return (rate = { attempts: { made, failed, overMs: now.atMs - before.atMs } });
    },
  };
}
