// `deadpeer drain`: does a server end in order when it is asked to?

import { sanitize } from "../../report/sanitize.ts";
import { formatCount, formatStatements } from "../../report/statements.ts";
import { describeTerminal, paint, wrap } from "../../report/terminal.ts";
import { writeJson, writeLines } from "../../report/write.ts";
import { drainServer } from "../../run/drain.ts";
import { requireLinux } from "../../run/platform.ts";
import type { Statement } from "../../timeline/record.ts";
import { abortOnSignals } from "../shared/signals.ts";
import { readArguments } from "./options.ts";

export { help } from "./help.ts";

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("deadpeer drain");
  const interruption = abortOnSignals(process.stdout);
  const { request, server, client, json } = readArguments(args, interruption.signal);
  const terminal = describeTerminal(process.stdout, process.env);
  const title = (name: string, command: string): string[] =>
    wrap(`${name}: ${sanitize(command)}`, terminal.width, 2).map((line) => paint(terminal, "bold", line));
  try {
    const { statements, observations } = await drainServer(request);
    if (json) writeJson(process.stdout, { commands: { server, client }, statements, observations });
    else
      writeLines(process.stdout, [
        ...title("server", server),
        ...title("client", client),
        "",
        ...formatStatements(statements, terminal),
        "",
        formatCount(statements),
      ]);
    return exitCodeOf(statements);
  } catch (error) {
    return interruption.exitCodeFor(error);
  }
}

/** Here a statement that differs is one that the server does not meet. */
function exitCodeOf(statements: readonly Statement[]): number {
  if (statements.some(({ outcome }) => outcome === "differs")) return 1;
  return statements.some(({ outcome }) => outcome === "unknown") ? 3 : 0;
}
