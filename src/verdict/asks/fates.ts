// What the fates of things said have in common, for the rules about them.

import type { Fate } from "../../timeline/words.ts";

export const ANSWERED: ReadonlySet<Fate> = new Set(["answered", "read", "shown", "cut"]);
/** Never sent, or answered with an RST each time: whatever the server counts, it is not this. */
export const UNSENT: ReadonlySet<Fate> = new Set(["swallowed", "refused"]);
export const UNDELIVERED: ReadonlySet<Fate> = new Set(["refused", "unacknowledged", "unread"]);
