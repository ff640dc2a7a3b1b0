// A question to whoever sits at the terminal.

import { createInterface } from "node:readline";

/** Returns the line that was typed; at the end of input (Ctrl-D) an empty one, and undefined after Ctrl-C. */
export function askUser(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    const finish = (answer: string | undefined): void => {
      resolve(answer);
      terminal.close();
    };
    terminal.on("SIGINT", () => finish(undefined));
    terminal.on("close", () => {
      process.stderr.write("\n");
      finish("");
    });
    terminal.question(question, (answer) => {
      terminal.removeAllListeners("close");
      finish(answer);
    });
  });
}
