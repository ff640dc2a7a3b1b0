// The proofs of an experiment with programs of one's own: the fault came at its moment.

import type { Rule } from "../verdict/rule.ts";
import { momentRules } from "../book/moment-rules.ts";

/** While all is quiet there is no moment to be proven, nor where nothing is done. */
export const customRules: readonly Rule[] = momentRules.map((rule) => ({
  ...rule,
  concerns: ({ evidence: { moment, fault } }) => moment !== "idle" && fault !== "none",
}));
