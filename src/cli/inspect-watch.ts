// `deadpeer inspect --watch`: on a screen where there is one, else as text.

import type { InspectOptions } from "../inspect/inspect.ts";
import { formatInspection } from "../inspect/text.ts";
import { timeOf, watchAsText, watchOnScreen } from "../inspect/watch/watch.ts";
import { describeTerminal } from "../report/terminal.ts";
import { writeLines } from "../report/write.ts";
import { isReaderGone } from "../sys/io.ts";
import { BROKEN_PIPE } from "../sys/signal.ts";
import { abortOnSignals } from "./shared/signals.ts";

const STDOUT = 1;

export async function watch(inspect: InspectOptions): Promise<number> {
  const { stdin: input, stdout: output, env } = process;
  const interruption = abortOnSignals(output);
  const { signal } = interruption;
  const how =
    output.isTTY && env["TERM"] !== "dumb"
      ? await watchOnScreen({ inspect, input, output, env, signal })
      : await asText(inspect, signal);
  return interruption.exitCode() ?? { quit: 0, interrupted: 130, unread: BROKEN_PIPE }[how];
}

async function asText(inspect: InspectOptions, signal: AbortSignal): Promise<"quit" | "unread"> {
  const { stdout, env } = process;
  const isClosed = (): boolean => isReaderGone(STDOUT);
  await watchAsText({
    inspect,
    signal,
    isClosed,
    changed: (inspection) =>
      writeLines(stdout, [
        `--- ${timeOf(inspection)}`,
        ...formatInspection(inspection, inspect.all, describeTerminal(stdout, env)),
        "",
      ]),
  });
  return isClosed() ? "unread" : "quit";
}
