// What somebody else was to do after the fault came to nothing: the client cannot have seen anything of it.

import type { Case } from "../../timeline/case.ts";
import { ofKind } from "../../timeline/kinds.ts";

/** `what somebody else was to do after the fault failed (exit code 1)`; undefined where all of it was done. */
export function alsoFailed(observations: Case["observations"]): string | undefined {
  const faultNs = ofKind(observations, "fault")[0]?.atNs ?? 0;
  const failed = ofKind(observations, "also-done").find(
    ({ atNs, exitCode }) => atNs > faultNs && exitCode !== 0,
  );
  if (failed === undefined) return undefined;
  const { exitCode, signal } = failed;
  const isLate = exitCode === undefined && signal === undefined;
  const how = isLate ? "did not end in time" : `failed (${signal ?? `exit code ${exitCode}`})`;
  return `what somebody else was to do after the fault ${how}`;
}
