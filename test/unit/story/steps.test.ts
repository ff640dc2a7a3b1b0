// A story as the list of steps that is performed: whatever its steps, and the same for a command line with one fault.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { storyOfOne } from "../../../src/custom/story-of-one.ts";
import { faults } from "../../../src/fault/index.ts";
import { type StoryStep, isExchangeStep } from "../../../src/inside/story-steps.ts";
import { specOfExperiment } from "../../../src/run/experiment-spec.ts";
import { checkRunOptions } from "../../../src/run/check-options.ts";
import type { ExchangeInput } from "../../../src/run/options.ts";
import { requestOf } from "../../../src/story/load-story.ts";
import type { StoryFault, StoryInput } from "../../../src/story/story.ts";

const CLIENT = { client: "exec ./client" };

const words = fc.constantFrom("PING", "x", "select 1;");
const exchangeInput: fc.Arbitrary<ExchangeInput> = fc.oneof(
  words.map((say) => ({ say })),
  words.map((expect) => ({ expect })),
  words.map((also) => ({ also })),
  fc.constant({ press: "enter" } as const),
);
const exchange = fc.array(exchangeInput, { maxLength: 5 });
/** Each leaves, or brings back, a server that can be lost again. */
const faultWithReturn: fc.Arbitrary<readonly StoryInput[]> = fc.constantFrom<readonly StoryInput[]>(
  [{ fault: "kill" }],
  [{ fault: "kill" }, "comeBack"],
  [{ fault: "kill" }, { watch: 50 }, { comeBack: 0 }],
  [{ fault: "host-crash" }, { comeBack: 10 }],
  [{ fault: "outage:50" }],
  [{ fault: "outage:50" }, "heal"],
  [{ fault: "stall:50" }, { say: "x" }, { heal: true }],
  [{ fault: "reset" }],
  [{ fault: "command", command: "true" }],
);
const chapter = fc.tuple(faultWithReturn, exchange).map(([fault, after]) => [...fault, ...after]);
const story = fc
  .tuple(exchange, fc.array(chapter, { minLength: 1, maxLength: 4 }))
  .map(([before, chapters]): StoryInput[] => [...before, ...chapters.flat()]);

const isFault = (step: StoryInput): step is StoryFault => typeof step === "object" && "fault" in step;
const isOfExchange = (step: StoryInput): boolean =>
  typeof step === "object" && ["say", "expect", "also", "press"].some((word) => word in step);

function performed(steps: readonly StoryInput[]): readonly StoryStep[] {
  return requestOf({ ...CLIENT, steps }, process.cwd()).story?.steps ?? [];
}

test("nothing of a story is lost, doubled, or in another order", () => {
  fc.assert(
    fc.property(story, (steps) => {
      const list = performed(steps);
      assert.deepEqual(list.slice(0, 2), [{ start: "server" }, { start: "client" }]);
      assert.deepEqual(
        list.flatMap((step) => ("fault" in step ? [step.fault] : [])),
        steps.filter(isFault).map((_, i) => i),
      );
      const shown = list.flatMap((step): unknown[] => {
        if (isExchangeStep(step)) return [Object.entries(step).map(([word, what]) => [word, textOf(what)])];
        return "fault" in step ? ["fault"] : [];
      });
      const given = steps.flatMap((step): unknown[] => {
        if (isFault(step)) return ["fault"];
        return isOfExchange(step) ? [Object.entries(step)] : [];
      });
      assert.deepEqual(shown, given);
    }),
  );
});

function textOf(what: unknown): unknown {
  return typeof what === "object" && what !== null && "text" in what ? what.text : what;
}

test("what lasts is ended once, and after every other fault the client is watched once at least", () => {
  fc.assert(
    fc.property(story, (steps) => {
      const list = performed(steps);
      const { deaths = [] } = requestOf({ ...CLIENT, steps }, process.cwd()).story ?? {};
      const begins = list.flatMap((step, i) => ("fault" in step ? [i] : []));
      for (const [i, at] of begins.entries()) {
        const own = list.slice(at + 1, begins[i + 1]);
        const heals = own.filter((step) => "heal" in step).length;
        const watched = own.filter((step) => "watchMs" in step).length;
        const lasts = faults[deaths[i]?.fault ?? "none"].amount !== undefined;
        assert.equal(heals, lasts ? 1 : 0);
        if (!lasts) assert.ok(watched >= 1);
      }
    }),
  );
});

/** Without what is for people. */
function bare(steps: readonly StoryStep[]): unknown[] {
  return steps.flatMap((step) => {
    if ("heading" in step) return [];
    const { number: _, comesBack: __, ...rest } = step as StoryStep & { readonly comesBack?: true };
    return [rest];
  });
}

test("the options of a command line are the same list as the story that says the same", () => {
  const fault = fc.constantFrom(
    "kill",
    "reset",
    "outage:50",
    "pause:50",
    "stop",
    "host-crash",
    "refuse" as const,
  );
  fc.assert(
    fc.property(exchange, exchange, fault, (before, afterwards, chosen) => {
      const isFirst = chosen === "refuse";
      const options = { ...CLIENT, fault: chosen, exchange: isFirst ? [] : before, afterwards };
      const spec = specOfExperiment(checkRunOptions({ ...options, scenario: "experiment" }));
      assert.ok(spec.custom);
      const byOptions = storyOfOne(spec, spec.custom).steps;
      const byStory = performed([...(isFirst ? [] : before), { fault: chosen }, ...afterwards]);
      assert.deepEqual(bare(byStory), bare(byOptions));
    }),
  );
});

test("each death has its own fault in the specification, and the network is one in which all can come", () => {
  const steps: StoryInput[] = [{ fault: "kill" }, "comeBack", { fault: "outage:900" }, { say: "x" }];
  const spec = specOfExperiment(requestOf({ ...CLIENT, steps }, process.cwd()));
  assert.equal(spec.network, "two-hosts");
  assert.equal(spec.fault, "kill");
  assert.equal(spec.limitMs, 3900, "what is lost meanwhile may be sent again as long after");
  assert.deepEqual(
    spec.story?.deaths.map(({ fault: name, lastsMs }) => [name, lastsMs]),
    [
      ["kill", undefined],
      ["outage", 900],
    ],
  );
});
