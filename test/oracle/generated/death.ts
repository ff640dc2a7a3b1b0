// How a server dies, and when: the options that deadpeer is given.

import type { Chance } from "./random.ts";
import type { Way } from "./way.ts";

export interface Death {
  readonly fault: string;
  readonly more: readonly string[];
}

const TREE: readonly string[] = ["--kill", "tree"];

export function chooseDeath(by: Chance, way: Way): Death {
  if (way.protocol === "per-request") return chooseDuring(by, way);
  const ms = String(by.between(5, 20) * 100);
  const printed = String.raw`@printed:/stored ${by.between(6, 12)}\n/`;
  const at = way.count > 0 ? printed : by.pick(["", printed]);
  const back = ["--after", `come-back:${ms}`];
  return by.pick<Death>([
    { fault: `kill${at}`, more: TREE },
    { fault: `kill${at}`, more: [...TREE, ...back] },
    { fault: `kill${at}`, more: [...TREE, ...back] },
    { fault: `kill${at}`, more: [] },
    { fault: `reset${at}`, more: [] },
    { fault: `reset${at}`, more: [] },
    { fault: `stop${at}`, more: [] },
    { fault: `stop${at}`, more: back },
    { fault: `stop${at}`, more: [...TREE, ...back] },
    { fault: `outage:${ms}${at}`, more: [] },
    { fault: `pause:${ms}${at}`, more: [] },
    { fault: by.pick(["kill@answered", "reset@answered", "kill@mid-reply:2"]), more: [] },
  ]);
}

/** A connection for each request is there only while one is under way: of what can be read not the first. */
function chooseDuring(by: Chance, { tls, ids }: Way): Death {
  const ms = String(by.between(5, 20) * 100);
  const number = by.between(4, 9);
  const fault = by.pick(["kill", "kill", "reset", "stop"]);
  const isNumbered = !tls && ids === "number";
  const asked = isNumbered ? `request:/order (?=${number}$)/` : "mid-request:30";
  const answered = isNumbered ? `answered:/order ${number}$/` : by.pick(["mid-reply:2", "answered"]);
  // A server that has answered closes its end by itself, and nothing is left to reset, or to stop.
  const moment = by.pick(fault === "kill" ? [asked, answered] : [asked]);
  const back = [...TREE, "--after", `come-back:${ms}`];
  return { fault: `${fault}@${moment}`, more: by.pick([[], fault === "reset" ? [] : back]) };
}
