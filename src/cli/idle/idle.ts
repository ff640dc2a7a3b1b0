// `deadpeer idle`: who closes an idle connection first, and what comes of a request that is sent just then.

import { measure } from "../../idle/measure.ts";
import type { Idleness } from "../../idle/result.ts";
import { describeTerminal, paint } from "../../report/terminal.ts";
import { writeJson, writeLines } from "../../report/write.ts";
import { requireLinux } from "../../run/platform.ts";
import { documentOf } from "../../run/run.ts";
import type { ExpectationOutcome } from "../../timeline/words.ts";
import { abortOnSignals } from "../shared/signals.ts";
import { formatIdleness } from "./format.ts";
import { type IdleCommand, readArguments } from "./options.ts";

export { help } from "./help.ts";

export async function main(args: readonly string[]): Promise<number> {
  requireLinux("deadpeer idle");
  const interruption = abortOnSignals(process.stdout);
  const command = readArguments(args, interruption.signal);
  const terminal = describeTerminal(process.stdout, process.env);
  try {
    const idleness = await measure(command.request);
    const first = checkFirst(idleness, command);
    if (command.json) writeJson(process.stdout, asJson(idleness, command, first));
    else {
      writeLines(process.stdout, formatIdleness(idleness, command, terminal));
      const colour = first && ({ pass: "green", fail: "red", unknown: "yellow" } as const)[first];
      if (first && colour)
        writeLines(process.stdout, [
          `  ${paint(terminal, colour, first.padEnd(8))} closes first: ${command.expectFirst}`,
        ]);
    }
    return exitCodeOf(idleness, first);
  } catch (error) {
    return interruption.exitCodeFor(error);
  }
}

/** Undefined where nothing is expected. */
function checkFirst({ first }: Idleness, { expectFirst }: IdleCommand): ExpectationOutcome | undefined {
  if (expectFirst === undefined) return undefined;
  if (first === "unknown") return "unknown";
  return first === expectFirst ? "pass" : "fail";
}

function asJson(
  { run, crossing, isMissing, ...times }: Idleness,
  { server, client, request, expectFirst }: IdleCommand,
  outcome: ExpectationOutcome | undefined,
): object {
  const made = "run" in crossing ? [crossing.run, ...(crossing.control ? [crossing.control] : [])] : [];
  return {
    commands: { server, client },
    upToMs: request.upToMs,
    ...times,
    crossing: "run" in crossing ? { verdict: crossing.run.verdict } : { ...crossing, isMissing },
    ...(outcome && { expectations: [{ expected: `first=${expectFirst}`, outcome }] }),
    document: documentOf("idle", [run, ...made]),
  };
}

function exitCodeOf(
  { first, crossing, isMissing }: Idleness,
  outcome: ExpectationOutcome | undefined,
): number {
  const grade = "run" in crossing ? crossing.run.verdict.grade : "pass";
  if (outcome === "fail" || grade === "fail") return 1;
  return first === "unknown" || isMissing || grade !== "pass" ? 3 : 0;
}
