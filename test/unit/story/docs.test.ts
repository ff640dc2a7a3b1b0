// docs/stories.md: its examples are the files of examples/stories, each of which is a story, and its table has every step.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { awaitedStateNames } from "../../../src/inside/story-steps.ts";
import { loadStory } from "../../../src/story/load-story.ts";
import { stepWords } from "../../../src/story/story-checks.ts";

const text = readFileSync("docs/stories.md", "utf8");
const examples = readdirSync("examples/stories").filter((name) => /\.(ts|yaml)$/.test(name));

for (const name of examples)
  test(`the example ${name} is shown as it is, and can be run`, async () => {
    const [, body = ""] =
      /^(?:(?:\/\/|#).*\n+)?([^]*)$/.exec(readFileSync(`examples/stories/${name}`, "utf8")) ?? [];
    assert.ok(text.includes(`\n${body}\`\`\`\n`), body);
    const { story } = await loadStory(`examples/stories/${name}`);
    assert.equal(story?.deaths.length, 2);
  });

test("every step, and every state that can be waited for, is in the table", () => {
  for (const word of [...stepWords, ...awaitedStateNames])
    assert.match(text, new RegExp(`\`(until: )?${word}\\b`), word);
  assert.ok(examples.length >= 2);
});
