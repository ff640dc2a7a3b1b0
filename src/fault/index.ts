// All that can be done to a server, in one table: names, help and `deadpeer list` are derived from it.

import type { FaultAmount } from "./amount.ts";
import { close } from "./close.ts";
import { command } from "./command.ts";
import type { Fault, RefusesNewcomers, TakesAmount } from "./fault.ts";
import { forget } from "./forget.ts";
import { forgetAndReset } from "./forget-and-reset.ts";
import { fullQueue } from "./full-queue.ts";
import { halfClose } from "./half-close.ts";
import { hostCrash } from "./host-crash.ts";
import { hostReboot } from "./host-reboot.ts";
import { hostShutdown } from "./host-shutdown.ts";
import { kill } from "./kill.ts";
import { idleClose } from "./idle-close.ts";
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
  "idle-close": idleClose as Fault,
  stop: stop as Fault,
  "host-crash": hostCrash as Fault,
  "host-reboot": hostReboot as Fault,
  "host-shutdown": hostShutdown as Fault,
  command: command as Fault,
  forget: forget as Fault,
  "forget-and-reset": forgetAndReset as Fault,
  outage: outage as TakesAmount,
  "outage-to-client": outageToClient as TakesAmount,
  "outage-to-server": outageToServer as TakesAmount,
  pause: pause as TakesAmount,
  stall: stall as TakesAmount,
  slow: slow as TakesAmount,
  refuse: refuse as Fault,
  swallow: swallow as RefusesNewcomers,
  mute: mute as RefusesNewcomers,
  "full-queue": fullQueue as RefusesNewcomers,
  none: none as Fault,
} as const;

export type FaultName = keyof typeof faults;
export const faultNames: readonly FaultName[] = Object.keys(faults) as FaultName[];

/** A fault that takes a number. */
export type NameWithAmount = {
  [Name in FaultName]: (typeof faults)[Name] extends { readonly amount: FaultAmount } ? Name : never;
}[FaultName];

/** What those can meet who connect after another fault. */
export type RefusalName = {
  [Name in FaultName]: (typeof faults)[Name] extends { readonly canRefuseNewcomers: true } ? Name : never;
}[FaultName];
export const refusalNames: readonly RefusalName[] = faultNames.filter(
  (name): name is RefusalName => faults[name].canRefuseNewcomers === true,
);

/** What a suite tries that names no faults. */
export const defaultSuiteFaults: readonly FaultName[] = faultNames.filter(
  (name) => faults[name].isInDefaultSuite,
);

/** The fault if none is given. */
export const DEFAULT_FAULT: FaultName = "kill";
/** Nothing is done: the control. */
export const NO_FAULT: FaultName = "none";

/** For a name from outside: a command line, a saved document. */
export function isFault(name: string): name is FaultName {
  return Object.hasOwn(faults, name);
}
