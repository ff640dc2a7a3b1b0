// An experiment through a proxy, and the same once more without it.

import { DIRECT } from "../timeline/legs.ts";
import { type Compared, runWithControl } from "./control.ts";
import type { RunRequest } from "./request.ts";

/**
 * The runs are the one through the proxy, its control, and the one without the proxy, of which nothing is expected. Rejects
 * as `runScenario` does, unless the first was finished.
 */
export async function runThrough(request: Omit<RunRequest, "scenario">): Promise<Compared> {
  const through = await runWithControl(request);
  if (through.broken !== undefined) return through;
  try {
    const { runs, broken } = await runDirect(request);
    const [direct] = runs;
    return {
      ...through,
      runs: [...through.runs, ...(direct ? [direct] : [])],
      ...(broken !== undefined && { broken }),
    };
  } catch (broken) {
    const made = through.runs.length;
    return { ...through, cutShort: { made, wanted: made + 1 }, broken };
  }
}

/** Without the proxy, and with nothing expected. */
export async function runDirect(request: Omit<RunRequest, "scenario">): Promise<Compared> {
  const custom = Object.fromEntries(
    Object.entries(request.custom).filter(([name]) => name !== "through"),
  ) as unknown as typeof request.custom;
  const as = { name: DIRECT, title: "Without the proxy" };
  const { runs, ...end } = await runWithControl({ ...request, custom, expected: "" }, as);
  return { ...end, runs: runs.slice(0, 1) };
}
