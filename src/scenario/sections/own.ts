// The proofs of an experiment with programs of one's own: the fault came at its moment.

import type { Rule } from "../../verdict/rule.ts";
import { holds } from "../../verdict/rule.ts";
import { momentRules } from "./moments.ts";

/** At an idle moment there is nothing to be proven: both may have been silent from the beginning. */
export const ownRules: readonly Rule[] = momentRules.map((rule) => ({
  ...rule,
  needs: [],
  judge: (seen) => {
    if (seen.evidence.moment === "idle") return holds("all was quiet", seen.fault);
    if (seen.evidence.fault === "none") return holds("nothing was done", seen.fault);
    return rule.judge(seen);
  },
}));
