// Every fault by its name.

import { close } from "./close.ts";
import type { Fault } from "./fault.ts";
import { halfClose } from "./half-close.ts";
import { hostCrash } from "./host-crash.ts";
import { hostReboot } from "./host-reboot.ts";
import { hostShutdown } from "./host-shutdown.ts";
import { kill } from "./kill.ts";
import { killUnread } from "./kill-unread.ts";
import { none } from "./none.ts";
import { reset } from "./reset.ts";
import { stop } from "./stop.ts";
import { terminate } from "./terminate.ts";

export type { Fault, Means } from "./fault.ts";

const all: readonly Fault[] = [
  close,
  kill,
  terminate,
  killUnread,
  reset,
  halfClose,
  stop,
  hostCrash,
  hostReboot,
  hostShutdown,
  none,
];

export const faults: ReadonlyMap<string, Fault> = new Map(all.map((fault) => [fault.name, fault]));
