// examples/ci and action/: each is YAML of its engine's form, and its commands are commands and options that deadpeer has.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { help as doctorHelp } from "../../src/cli/doctor.ts";
import { help as reportHelp } from "../../src/cli/report.ts";
import { help as testHelp } from "../../src/cli/test/help.ts";
import { readArguments } from "../../src/cli/test/options.ts";
import { advice } from "../../src/doctor/advice.ts";
import {
  type Script,
  commandsIn,
  githubScripts,
  gitlabScripts,
  kubernetesScripts,
  readYaml,
} from "./ci-scripts.ts";

const help: Readonly<Record<string, string>> = { test: testHelp, report: reportHelp, doctor: doctorHelp };
const scripts: readonly Script[] = [...githubScripts(), ...gitlabScripts(), ...kubernetesScripts()];

test("each example runs the suite, and merges its parts", () => {
  for (const file of ["examples/ci/github.yml", "examples/ci/gitlab-ci.yml", "examples/ci/kubernetes.yaml"]) {
    const words = scripts.filter((script) => script.file === file).flatMap(({ text }) => commandsIn(text));
    assert.ok(
      words.some(([command]) => command === "test"),
      file,
    );
    assert.ok(
      words.some(([command, first]) => command === "report" && first === "--merge"),
      file,
    );
  }
});

test("the commands and options of the examples are deadpeer's", () => {
  for (const { file, text } of scripts)
    for (const [command = "", ...args] of commandsIn(text)) {
      const known = help[command];
      assert.ok(known !== undefined, `${file}: deadpeer ${command}`);
      for (const option of args.filter((arg) => arg.startsWith("--")))
        assert.ok(
          known.includes(`  ${option.split("=")[0]} `) || known.includes(`[${option}]`),
          `${file}: ${option}`,
        );
      if (command === "test") readArguments(args.filter((arg) => arg !== "$ARGS"));
    }
});

test("GitHub: the commands of the Action and of the workflow are found", () => {
  const found = githubScripts().flatMap(({ text }) => commandsIn(text).map(([command]) => command));
  assert.deepEqual(found.toSorted(), ["doctor", "doctor", "report", "test", "test"]);
});

test("the Action takes its inputs through the environment: what they say is never part of a script", () => {
  for (const { file, text } of githubScripts()) assert.doesNotMatch(text, /\$\{\{/, file);
});

test("the Action's inputs are all used, and all described", () => {
  const text = readFileSync("action/action.yml", "utf8");
  const { inputs } = readYaml("action/action.yml")[0] as { inputs: Record<string, { description: string }> };
  const page = readFileSync("action/README.md", "utf8");
  for (const [name, { description }] of Object.entries(inputs)) {
    assert.ok(description.length > 10, name);
    assert.ok(text.includes(`inputs.${name} `), name);
    assert.ok(page.includes(`| \`${name}\` |`), name);
  }
});

test("Kubernetes: the total is the number of completions, and the Pod is what docs/containers.md asks for", () => {
  const [, shards] = readYaml("examples/ci/kubernetes.yaml") as [unknown, Job];
  const { completionMode, completions, template } = shards.spec;
  const [container] = template.spec.containers;
  assert.equal(completionMode, "Indexed");
  const total = container?.env.find(({ name }) => name === "DEADPEER_SHARDS");
  assert.equal(total?.value, String(completions));
  assert.equal(template.spec.hostUsers, false);
  assert.deepEqual(container?.securityContext, {
    seccompProfile: { type: "Unconfined" },
    appArmorProfile: { type: "Unconfined" },
    procMount: "Unmasked",
  });
});

interface Job {
  readonly spec: {
    readonly completionMode: string;
    readonly completions: number;
    readonly template: {
      readonly spec: {
        readonly hostUsers: boolean;
        readonly containers: readonly {
          readonly env: readonly { name: string; value?: string }[];
          readonly securityContext: object;
        }[];
      };
    };
  };
}

test("where AppArmor restricts user namespaces, doctor names the command that helps", () => {
  assert.match(advice["private network"].remedy, /`deadpeer doctor --fix`/);
});
