// One look after another: cheap ones, which only follow what is known, and a whole one before anything new is said.

import { isFailure } from "../../failure.ts";
import type { Finding } from "../findings/finding.ts";
import { type Inspection, type InspectOptions, conclude, scanOptions } from "../inspect.ts";
import { type Watcher, createWatcher } from "../scan/look-again.ts";
import { withSettings } from "../scan/read-settings.ts";
import type { InspectedSocket } from "../scan/scan.ts";
import { choosePids } from "../scope.ts";

/** The same finding at every look. */
export function keyOf({ rule, pid, sockets }: Finding): string {
  const [first, ...others] = sockets;
  return `${rule.name} ${pid} ${others.length === 0 && first !== undefined ? first.cookie : ""}`;
}

/** Looks at the machine. Throws a Failure at the first look where there is nothing that may be looked at. */
export type Look = (options: InspectOptions) => Promise<Inspection>;

export function createLooks(watcher: Watcher = createWatcher()): Look {
  const settings = rememberSettings();
  let seen: ReadonlySet<string> | undefined;
  return async (options) => {
    const pids = seen === undefined ? choosePids(options) : pidsOrNone(options);
    const scanned = scanOptions(options, pids);
    const changes = options.all ? undefined : await watcher.lookAtChanges(scanned);
    let inspection = changes && conclude(changes, pids, options, settings.read);
    if (inspection === undefined || inspection.findings.some((each) => seen?.has(keyOf(each)) !== true))
      inspection = conclude(await watcher.lookAtAll(scanned), pids, options, settings.read);
    seen = new Set(inspection.findings.map(keyOf));
    settings.forget(inspection.shown);
    return inspection;
  };
}

/** What was there may have ended: then there is nothing to be seen of it. */
function pidsOrNone(options: InspectOptions): readonly number[] | undefined {
  try {
    return choosePids(options);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return [];
  }
}

/** Each socket is asked for its settings once: for that it is duplicated. */
function rememberSettings(): {
  read(socket: InspectedSocket): InspectedSocket;
  /** All but these. */
  forget(shown: readonly InspectedSocket[]): void;
} {
  let known = new Map<string, InspectedSocket["settings"]>();
  return {
    read(socket) {
      if (!known.has(socket.cookie)) known.set(socket.cookie, withSettings(socket).settings);
      const settings = known.get(socket.cookie);
      return settings === undefined ? socket : { ...socket, settings };
    },
    forget(shown) {
      known = new Map(shown.map(({ cookie }) => [cookie, known.get(cookie)]));
    },
  };
}
