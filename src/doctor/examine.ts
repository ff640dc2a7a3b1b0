// Finds out what this machine can do: tries what an experiment needs in a private network, or else on the machine itself.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { insidePrivateNetwork } from "../network/private-network.ts";
import { type Users, findUsers, whatRootLacks } from "../network/users.ts";
import { isProcMounted } from "../sys/proc.ts";
import { programFile } from "../sys/program-file.ts";
import { type Ability, missing, worksAs } from "./ability.ts";
import { advice } from "./advice.ts";

const run = promisify(execFile);
/** Without a thread that it needs Node may wait for ever. */
const limits = { timeout: 60_000, killSignal: "SIGKILL" } as const;
const program = programFile("./abilities", import.meta.url);

/** The abilities, the private network first. Linux only. */
export async function examineMachine(): Promise<Ability[]> {
  if (!isProcMounted()) return [missing("/proc", "it is not mounted")];
  try {
    return [privateNetwork(), worksAs("clean ending"), ...(await examinePrivate(true))];
  } catch {
    // Then without processes of its own, which may be what is missing.
  }
  try {
    return [
      privateNetwork(),
      missing("clean ending", "/proc cannot be mounted again (parts of it are masked)"),
      ...(await examinePrivate(false)),
    ];
  } catch (error) {
    const { stdout } = await run(process.execPath, [program, "machine"], limits);
    const none = noPrivateNetwork(error as NodeJS.ErrnoException & { stderr?: string });
    return [none, missing("clean ending", "there is no private network"), ...parse(stdout)];
  }
}

async function examinePrivate(ownProcesses: boolean): Promise<Ability[]> {
  const [file, ...args] = insidePrivateNetwork([process.execPath, program, "private"], { ownProcesses });
  const { stdout } = await run(file, args, limits);
  return parse(stdout);
}

function privateNetwork(): Ability {
  return worksAs("private network", `unshare(1): ${describe(findUsers())}`);
}

function describe(users: Users): string {
  if (users === "machine")
    return "network and mount namespaces as root, in which every user of this machine is there";
  const made = "user, network and mount namespaces";
  if (users === "subordinate")
    return `${made}, in which the users of your subordinate ids are there: for a server that gives root up, \`--server-user root\``;
  const lacking = whatRootLacks();
  if (lacking === undefined)
    return `${made}, in which you are the only user. For others: ${advice["other users"].remedy}`;
  const why =
    lacking.length > 0 ? `root lacks ${lacking.join(", ")}` : "without a user namespace root was refused";
  return `${made}, in which root is the only user, as ${why}`;
}

function parse(stdout: string): Ability[] {
  return JSON.parse(stdout) as Ability[];
}

function noPrivateNetwork({ code, stderr, message }: NodeJS.ErrnoException & { stderr?: string }): Ability {
  if (code === "ENOENT")
    return missing("private network", "unshare(1) is not installed", "Install util-linux.");
  return missing("private network", stderr?.trim().split("\n").at(-1) || message);
}
