// Opens an address in the user's browser.

import { spawn } from "node:child_process";

/** By xdg-open(1), detached; prints the address if there is none. @param shown the address for people, if it is another */
export function openInBrowser(address: string, shown: string = address): void {
  const opener = spawn("xdg-open", [address], { stdio: "ignore", detached: true });
  opener.on("error", () => process.stderr.write(`No xdg-open here: open ${shown} in a browser.\n`));
  opener.unref();
}
