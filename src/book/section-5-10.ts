// The statements of UNP 5.10: five children end at the same time.

import type { Case } from "../timeline/case.ts";
import type { Observed } from "../timeline/observation.ts";
import { after, ofKind, printedBy } from "../timeline/queries.ts";
import { type Rule, differs, holds, unknown } from "../verdict/rule.ts";
import { formatDuration } from "../timeline/units.ts";

/** The children that served the client's connections, each looked up by the socket it holds. */
function children({ observations }: Case): {
  pids: readonly number[];
  owners: readonly Observed<"owners">[];
} {
  const owners = ofKind(observations, "owners").filter(({ end }) => end === "server");
  const pids = owners.flatMap((each) => each.owners.at(-1)?.pid ?? []);
  return { pids: [...new Set(pids)], owners };
}

const served: Rule = {
  id: "5.10.children",
  text: "A client opens five connections, and each is served by a child of its own.",
  needs: ["sockets", "processes"],
  judge(seen) {
    const { pids, owners } = children(seen);
    const note = `${owners.length} connections, children ${pids.join(", ")}`;
    return pids.length === 5 && owners.length === 5 ? holds(note, ...owners) : differs(note, ...owners);
  },
};

const together: Rule = {
  id: "5.10.together",
  text: "The client ends: five FINs are sent, and the five children end at about the same time.",
  needs: ["processes"],
  judge(seen) {
    const { pids } = children(seen);
    const ends = ofKind(seen.observations, "process-ended").filter(({ pid }) => pids.includes(pid));
    const [first, last] = [ends[0], ends.at(-1)];
    if (first === undefined || last === undefined || ends.length < pids.length)
      return differs(`${ends.length} of ${pids.length} ended`, ...ends);
    return holds(`${ends.length} ends within ${formatDuration(last.atNs - first.atNs)}`, ...ends);
  },
};

const waitedFor: Rule = {
  id: "5.10.waitpid",
  text: "The parent has waited for every one of them, however few SIGCHLD were delivered: none is left a zombie.",
  needs: ["processes"],
  judge(seen) {
    const { pids } = children(seen);
    const reaped = ofKind(seen.observations, "process-reaped").filter(({ pid }) => pids.includes(pid));
    const last = ofKind(seen.observations, "processes").at(-1);
    if (last === undefined) return unknown("the server's processes were not looked at");
    const zombies = last.rows.filter(({ state }) => state === "Z");
    if (zombies.length > 0) return differs(`${zombies.length} left a zombie`, last);
    const note = `${reaped.length} of ${pids.length} waited for; no zombie`;
    return pids.length > 0 && reaped.length === pids.length
      ? holds(note, ...reaped, last)
      : differs(note, ...reaped, last);
  },
};

const reported: Rule = {
  id: "5.10.reports",
  text: "It reports every one of them.",
  needs: ["processes", "output"],
  judge(seen) {
    const { pids } = children(seen);
    const printed = after(printedBy(seen.observations, "server"), seen.fault?.atNs ?? 0);
    const text = printed.map((each) => each.text).join("");
    const told = pids.filter((pid) => text.includes(`child ${pid} terminated`));
    const note = `${told.length} of ${pids.length} reported`;
    return pids.length > 0 && told.length === pids.length
      ? holds(note, ...printed)
      : differs(note, ...printed);
  },
};

export const rules510: readonly Rule[] = [served, together, waitedFor, reported];
