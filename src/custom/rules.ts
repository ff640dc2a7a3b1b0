// The proof of an experiment with the user's own programs: the fault came at its moment.

import { momentRule } from "../inside/moment-rule.ts";
import type { Rule } from "../verdict/rule.ts";

/** At `idle` there is no moment to prove, nor if nothing is done. */
export const customRules: readonly Rule[] = [
  {
    ...momentRule,
    concerns: ({ evidence: { moment }, fault }) => moment !== "idle" && fault?.pid !== 0,
  },
];
