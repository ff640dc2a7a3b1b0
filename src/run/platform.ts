// What runs where.

import { failure } from "../failure.ts";

/** Throws a Failure (3) on another system than Linux. @param what needs it: `deadpeer serve`, `runScenario` */
export function requireLinux(what: string): void {
  if (process.platform === "linux") return;
  throw failure(
    3,
    `\`${what}\` needs Linux: it makes Linux system calls. On ${process.platform}, \`judge\`, \`report\`, \`list\` and \`doctor\` work.`,
    "Run it on a Linux machine, or in a Linux virtual machine or container.",
  );
}
