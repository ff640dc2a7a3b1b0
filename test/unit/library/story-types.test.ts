// A story, as a user of TypeScript sees it: compiled against dist's declarations.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AwaitedState,
  type Story,
  type StoryFault,
  type StoryInput,
  type StoryRunOptions,
  type StoryUntil,
  awaitedStateNames,
  defineStory,
  runStory,
} from "deadpeer";

const state: AwaitedState = "connected";
const until: StoryUntil = { printed: /again/, by: "server" };
const fault: StoryFault = { fault: "outage:800", expectVerdict: "patience=bears" };
const steps: readonly StoryInput[] = [
  { say: "PING" },
  { expect: /PONG/ },
  fault,
  { say: "PING" },
  "heal",
  { fault: "command", command: "exec ./kill-client", kill: "owner", connection: "all" },
  "comeBack",
  { until: state },
  { until },
];

// @ts-expect-error -- no such fault
export const misspelt: StoryInput = { fault: "kil" };
// @ts-expect-error -- no such state
export const unknown: StoryInput = { until: "conected" };
// @ts-expect-error -- a story has steps
export const without: Story = { client: "exec ./client" };

// Never called: what compiles is what is tested.

export async function useStory(options: StoryRunOptions): Promise<readonly (number | undefined)[]> {
  const { runs } = await runStory({ client: "exec ./client", steps }, options);
  return runs.map(({ death }) => death?.number);
}

test("a story is returned as it is, and what it can wait for is listed", () => {
  const story: Story = { client: "exec ./client", count: "exec ./count", steps };
  assert.equal(defineStory(story), story);
  assert.ok(awaitedStateNames.includes(state));
});
