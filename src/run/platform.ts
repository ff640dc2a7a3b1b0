// What runs where.

import { failure } from "../failure.ts";
import { isProcMounted } from "../sys/proc.ts";

/** Throws a Failure (3) on another system than Linux. @param what needs it: `deadpeer serve`, `runScenario` */
export function requireLinux(what: string): void {
  if (process.platform === "linux") return;
  throw failure(
    3,
    `\`${what}\` needs Linux: it makes Linux system calls. On ${process.platform}, \`judge\`, \`report\`, \`list\` and \`doctor\` work.`,
    "Run it on a Linux machine, or in a Linux virtual machine or container.",
  );
}

/** Throws a Failure (3) where nothing that is started could be found again. */
export function requireProc(): void {
  if (isProcMounted()) return;
  const remedy = "Mount it (`mount -t proc proc /proc`), or give the container or the sandbox one.";
  throw failure(3, "There is no /proc here, and without it no process can be observed.", remedy);
}
