// What `deadpeer doctor --fix` would do where AppArmor lets no ordinary program make a user namespace: a profile for one
// copy of unshare(1), in a folder that only its user can enter. The restriction itself stays as it is. Pure.

import { dirname, join } from "node:path";
import { copiedUnshare } from "../network/unshare.ts";

/** A command, for root. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly input?: string;
  /** Whether the next one is to be run even if this one fails. */
  readonly mayFail?: boolean;
}

/** What is known of the machine. */
export interface Situation {
  /** kernel.apparmor_restrict_unprivileged_userns=1 */
  readonly isRestricted: boolean;
  readonly isContainer: boolean;
  /** For whom; undefined for root alone. */
  readonly uid: number | undefined;
  /** unshare(1), where it is installed. */
  readonly unshare: string | undefined;
  readonly hasParser: boolean;
  readonly hasCopy: boolean;
  readonly hasProfile: boolean;
}

/** Where the files are; other places than the usual ones are for tests. */
export interface Places {
  /** As in network/unshare.ts. */
  readonly copies?: string;
  readonly profiles?: string;
}

export type Plan =
  | { readonly kind: "commands"; readonly commands: readonly Command[] }
  /** There is nothing to do, or it cannot be done here. */
  | { readonly kind: "nothing" | "impossible"; readonly because: string };

/** apparmor.d(5): a profile whose program is as free as without one, and may make user namespaces. */
export function profileOf(uid: number, places: Places = {}): string {
  return `# Written by \`deadpeer doctor --fix\`, and removed by \`deadpeer doctor --fix --undo\`.
abi <abi/4.0>,

profile deadpeer-${uid} ${copiedUnshare(uid, places.copies)} flags=(unconfined) {
  userns,
}
`;
}

export function profilePath(uid: number, { profiles = "/etc/apparmor.d" }: Places = {}): string {
  return join(profiles, `deadpeer-${uid}`);
}

export function planFix(situation: Situation, places: Places = {}): Plan {
  const { uid, unshare } = situation;
  if (!situation.isRestricted)
    return nothing(
      "AppArmor does not restrict user namespaces here (apparmor_restrict_unprivileged_userns).",
    );
  if (uid === undefined)
    return nothing("Root needs no user namespace. For another user: start it as that user, with sudo(8).");
  if (situation.isContainer) return impossible("This is a container: a profile is loaded on its host.");
  if (situation.hasCopy && situation.hasProfile)
    return nothing("It is there already. To make it anew, undo it first: `deadpeer doctor --fix --undo`.");
  if (unshare === undefined) return impossible("unshare(1) is not installed: install util-linux.");
  if (!situation.hasParser) return impossible("apparmor_parser(8) is not installed: install apparmor.");
  return { kind: "commands", commands: fixCommands(uid, unshare, places) };
}

export function planUndo({ uid, hasCopy, hasProfile }: Situation, places: Places = {}): Plan {
  if (uid === undefined || (!hasCopy && !hasProfile)) return nothing("There is nothing to undo.");
  return { kind: "commands", commands: undoCommands(uid, places) };
}

/** The folder is root's until all is in it: so its user cannot lead root elsewhere with a link. */
function fixCommands(uid: number, unshare: string, places: Places): Command[] {
  const copy = copiedUnshare(uid, places.copies);
  const folder = dirname(copy);
  const profile = profilePath(uid, places);
  return [
    { argv: ["install", "-d", "-m", "0755", dirname(folder)] },
    { argv: ["rm", "-rf", folder] },
    { argv: ["install", "-d", "-m", "0500", folder] },
    { argv: ["install", "-m", "0755", unshare, copy] },
    { argv: ["chown", String(uid), folder] },
    { argv: ["tee", profile], input: profileOf(uid, places) },
    { argv: ["apparmor_parser", "-r", profile] },
    // Tried, not believed.
    { argv: ["setpriv", `--reuid=${uid}`, copy, "--user", "--map-current-user", "--net", "--mount", "true"] },
  ];
}

/** Also undoes half of it. */
export function undoCommands(uid: number, places: Places = {}): Command[] {
  const folder = dirname(copiedUnshare(uid, places.copies));
  const profile = profilePath(uid, places);
  return [
    { argv: ["apparmor_parser", "-R", profile], mayFail: true },
    { argv: ["rm", "-f", profile] },
    { argv: ["rm", "-rf", folder] },
    { argv: ["rmdir", "--ignore-fail-on-non-empty", dirname(folder)], mayFail: true },
  ];
}

function nothing(because: string): Plan {
  return { kind: "nothing", because };
}

function impossible(because: string): Plan {
  return { kind: "impossible", because };
}

/** The command as one would type it, in one line or more. */
export function writeCommand({ argv, input }: Command): string[] {
  const line = argv.join(" ");
  return input === undefined ? [line] : [`${line} <<'END'`, ...input.trimEnd().split("\n"), "END"];
}
