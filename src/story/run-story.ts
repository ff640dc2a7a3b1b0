// Runs a story from a test.

import type { RunListeners } from "../run/options.ts";
import { requireLinux } from "../run/platform.ts";
import { runRequest } from "../run/run.ts";
import type { RunDocument } from "../timeline/record.ts";
import { requestOf } from "./load-story.ts";
import type { Story } from "./story.ts";

export interface StoryRunOptions extends RunListeners {
  /** Ends the run: it rejects with the signal's reason once nothing is left of it. */
  readonly signal?: AbortSignal;
}

/** Runs a story, and judges each of its deaths: one record for each, then the control. Rejects as `runScenario` does. */
export async function runStory(story: Story, options: StoryRunOptions = {}): Promise<RunDocument> {
  requireLinux("runStory");
  const result = await runRequest({ ...requestOf(story, process.cwd()), ...options });
  if ("broken" in result) throw result.broken;
  return result.document;
}
