// A server that is started as root usually gives root up (setgroups(2), setgid(2), setuid(2)). Where there is no other user
// to become, or no right to, it fails in its own words. What these mean is added to the error.

import { failure, isFailure } from "../failure.ts";
import { SUBORDINATE_IDS, isThereAnyOther } from "../network/users.ts";
import type { Role } from "../timeline/observation.ts";
import { printedBy } from "../timeline/queries.ts";
import type { Experiment } from "./experiment.ts";

const CALL = /\b(?:setgroups|initgroups|set(?:e|re|res)?[ug]id)\b/;
const REFUSED = /operation not permitted|invalid argument|\bEPERM\b|\bEINVAL\b/i;
/** Of memcached, mosquitto, coreutils, MariaDB, gosu, dnsmasq, haproxy. */
const IN_OTHER_WORDS =
  /(?:drop|clear|setting|set) (?:supplementary )?groups\b|assume identity of user|change to run as user|failed switching to|cannot (?:set|change) (?:user-?id|[ug]id)\b/i;

/**
 * Of sudo and doas where set-user-ID has no effect: in a user namespace (user_namespaces(7)), with no_new_privs, on nosuid.
 */
const SETUID_REFUSED =
  /^(?:sudo|doas)\b.*(?:owned by uid (?:0 and|\d+, should be 0)|effective uid is not 0|"no new privileges"|not installed setuid)/m;

/** Whether sudo or doas says that it is not root here, though its file is root's. */
export function saysSetuidRefused(text: string): boolean {
  return SETUID_REFUSED.test(text);
}

/** Whether a program says that it could not become another user. */
export function saysUserRefused(text: string): boolean {
  return (CALL.test(text) && REFUSED.test(text)) || IN_OTHER_WORDS.test(text);
}

/** The same error, with what is to be done where a program seems to have failed because it could not become another user. */
export function explainRefusedUser(experiment: Experiment, error: unknown): unknown {
  if (!isFailure(error)) return error;
  const printed = (["server", "client"] as const).map((role) => [role, outputOf(experiment, role)] as const);
  const [setuid] = printed.find(([, text]) => saysSetuidRefused(text)) ?? [];
  if (setuid !== undefined)
    return failure(
      error.exitCode,
      `The ${setuid} tried to become root, and set-user-ID has no effect here. ${error.message}`,
      "Run deadpeer itself as root, and the command without sudo.",
    );
  const [role] = printed.find(([, text]) => saysUserRefused(text)) ?? [];
  if (role === undefined) return error;
  const { network, start } = experiment.spec;
  const { user } = start[role];
  const { why, remedy } = whyRefused(role, {
    isPrivate: network !== "machine",
    ...(user !== undefined && { user }),
    isRoot: process.geteuid?.() === 0,
    hasOthers: isThereAnyOther(),
  });
  return failure(
    error.exitCode,
    `The ${role} tried to become another user, and ${why}. ${error.message}`,
    remedy,
  );
}

function outputOf({ timeline }: Experiment, role: Role): string {
  return printedBy(timeline.observations, role)
    .map(({ text }) => text)
    .join("");
}

interface Circumstances {
  readonly isPrivate: boolean;
  /** Whom the program was to run as, where that was said. */
  readonly user?: string;
  /** Whether deadpeer is root. */
  readonly isRoot: boolean;
  /** Whether there is any user but one. */
  readonly hasOthers: boolean;
}

export function whyRefused(
  role: Role,
  { isPrivate, user, isRoot, hasOthers }: Circumstances,
): { readonly why: string; readonly remedy: string } {
  const asRoot = `start it with \`--${role}-user root\``;
  const isProgramRoot = user === undefined ? isRoot : user === "root";
  if (!isProgramRoot && isRoot)
    return { why: "only root may", remedy: `Do not use \`--${role}-user ${user}\`.` };
  if (!isProgramRoot) {
    const alternatives = isPrivate ? [hasOthers ? asRoot : `${SUBORDINATE_IDS} and ${asRoot}`] : [];
    return { why: "only root may", remedy: `${["Run deadpeer as root", ...alternatives].join(", or ")}.` };
  }
  if (hasOthers)
    return {
      why: "that was refused",
      remedy: "Root may lack CAP_SETUID or CAP_SETGID here, or that user is not among its subordinate ids.",
    };
  return {
    why: "root is the only user here",
    remedy:
      "Run deadpeer with all capabilities of root (a container: `--privileged`), or give root subordinate ids; " +
      "`deadpeer doctor` says what is missing.",
  };
}
