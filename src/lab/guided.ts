// The section that can be walked in the lab: its statements, which hold once they were seen, and wait until then.

import { section512 } from "../book/section-5-12/index.ts";
import { secondLine, firstLine, stepStart } from "../book/shared/evidence.ts";
import type { Case } from "../timeline/case.ts";
import { findExit, ofKind } from "../timeline/queries.ts";
import { type Rule, unknown } from "../verdict/rule.ts";

/** The name of a run of the lab that follows the section. */
export const GUIDED = "5.12";
/** The name of one that follows nothing. */
export const FREE = "free";
/** The step in which the sockets are looked at. */
export const NETSTAT = "5.12.5";

const faultDone = (seen: Case): boolean => seen.fault !== undefined;
const lineTyped = (seen: Case): boolean => firstLine(seen) !== undefined;
const secondTyped = (seen: Case): boolean => faultDone(seen) && secondLine(seen) !== undefined;

/** The child that served the other client may be a zombie for a moment. */
function isLookedAtAfterProbe({ observations }: Case): boolean {
  const probe = ofKind(observations, "probe").at(-1);
  const looked = ofKind(observations, "processes").at(-1);
  return probe !== undefined && looked !== undefined && looked.atNs > probe.atNs;
}

/** What must have been done before there is anything to say; for all others a fault. */
const begins: Readonly<Record<string, (seen: Case) => boolean>> = {
  "5.12/server": lineTyped,
  "5.12/client": lineTyped,
  "5.12/select": lineTyped,
  "5.12.1": lineTyped,
  [NETSTAT]: (seen) => stepStart(seen, NETSTAT) !== undefined,
  "5.12.6a": secondTyped,
  "5.12.6b": secondTyped,
  "5.12.7": secondTyped,
  "5.12.8": (seen) => findExit(seen.observations, "client") !== undefined,
  "5.12/sigchld": (seen) => faultDone(seen) && isLookedAtAfterProbe(seen),
};

/** The section's own rules. */
export const guidedRules: readonly Rule[] = section512.rules.map((rule) => ({
  ...rule,
  concerns: (seen) => seen.evidence.name === GUIDED && rule.concerns?.(seen) !== false,
  judge: (seen) =>
    (begins[rule.id] ?? faultDone)(seen) ? rule.judge(seen) : unknown("this was not done in the lab"),
}));
