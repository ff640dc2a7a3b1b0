// Every fault by its name.

import { close } from "./close.ts";
import type { Fault } from "./fault.ts";
import { kill } from "./kill.ts";
import { none } from "./none.ts";
import { reset } from "./reset.ts";

export type { Fault, Target } from "./fault.ts";

export const faults: ReadonlyMap<string, Fault> = new Map(
  [kill, close, reset, none].map((fault) => [fault.name, fault]),
);
