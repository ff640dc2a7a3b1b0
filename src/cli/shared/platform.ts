// What runs where.

import { failure } from "../../failure.ts";

/** Throws a Failure on another system than Linux. */
export function requireLinux(command: string): void {
  if (process.platform === "linux") return;
  throw failure(
    3,
    `\`deadpeer ${command}\` needs Linux: it makes Linux system calls. On ${process.platform}, \`judge\`, \`list\` and \`doctor\` work.`,
    "Run it on a Linux machine, or in a Linux virtual machine or container.",
  );
}
