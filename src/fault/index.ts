// All that can be done to a server, in one table: names, help and `deadpeer list` are derived from it.

import { close } from "./close.ts";
import type { Fault } from "./fault.ts";
import { fullQueue } from "./full-queue.ts";
import { halfClose } from "./half-close.ts";
import { hostCrash } from "./host-crash.ts";
import { hostReboot } from "./host-reboot.ts";
import { hostShutdown } from "./host-shutdown.ts";
import { kill } from "./kill.ts";
import { killUnread } from "./kill-unread.ts";
import { mute } from "./mute.ts";
import { none } from "./none.ts";
import { outage, outageToClient, outageToServer } from "./outage.ts";
import { pause } from "./pause.ts";
import { refuse } from "./refuse.ts";
import { reset } from "./reset.ts";
import { slow } from "./slow.ts";
import { stall } from "./stall.ts";
import { stop } from "./stop.ts";
import { swallow } from "./swallow.ts";
import { terminate } from "./terminate.ts";

export type { Fault, Heal, Means } from "./fault.ts";
export type { FaultAmount } from "./amount.ts";

export const faults = {
  close: close as Fault,
  kill: kill as Fault,
  terminate: terminate as Fault,
  "kill-unread": killUnread as Fault,
  reset: reset as Fault,
  "half-close": halfClose as Fault,
  stop: stop as Fault,
  "host-crash": hostCrash as Fault,
  "host-reboot": hostReboot as Fault,
  "host-shutdown": hostShutdown as Fault,
  outage: outage as Fault,
  "outage-to-client": outageToClient as Fault,
  "outage-to-server": outageToServer as Fault,
  pause: pause as Fault,
  stall: stall as Fault,
  slow: slow as Fault,
  refuse: refuse as Fault,
  swallow: swallow as Fault,
  mute: mute as Fault,
  "full-queue": fullQueue as Fault,
  none: none as Fault,
} as const;

export type FaultName = keyof typeof faults;
export const faultNames: readonly FaultName[] = Object.keys(faults) as FaultName[];

/** The fault if none is given. */
export const DEFAULT_FAULT: FaultName = "kill";
/** Nothing is done: the control. */
export const NO_FAULT: FaultName = "none";

/** For a name from outside: a command line, a saved document. */
export function isFault(name: string): name is FaultName {
  return Object.hasOwn(faults, name);
}
