// The shell scripts in examples/ci and action/, and deadpeer's commands in them.

import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

export interface Script {
  readonly file: string;
  readonly text: string;
}

/** The documents of a file. Throws for what is not YAML. */
export function readYaml(file: string): unknown[] {
  return [...parseAllDocuments(readFileSync(file, "utf8"))].map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as unknown;
  });
}

interface Step {
  readonly run?: string;
}

export function githubScripts(): Script[] {
  const [workflow] = readYaml("examples/ci/github.yml") as [{ jobs: Record<string, { steps: Step[] }> }];
  const [action] = readYaml("action/action.yml") as [{ runs: { steps: Step[] } }];
  const steps = (file: string, all: readonly Step[]): Script[] =>
    all.flatMap(({ run }) => (run === undefined ? [] : [{ file, text: run }]));
  return [
    ...Object.values(workflow.jobs).flatMap((job) => steps("examples/ci/github.yml", job.steps)),
    ...steps("action/action.yml", action.runs.steps),
  ];
}

/** The script of the shards, and that of the merge. */
export function gitlabScripts(): [Script, Script] {
  const file = "examples/ci/gitlab-ci.yml";
  const [jobs] = readYaml(file) as [Record<"deadpeer" | "deadpeer-report", { script: string[] }>];
  const script = (lines: readonly string[]): Script => ({ file, text: lines.join("\n") });
  return [script(jobs.deadpeer.script), script(jobs["deadpeer-report"].script)];
}

interface Workload {
  readonly kind: string;
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { args: string[] }[] } };
  };
}

/** The script of the shards, and that of the merge. */
export function kubernetesScripts(): [Script, Script] {
  const file = "examples/ci/kubernetes.yaml";
  const jobs = (readYaml(file) as Workload[]).filter(({ kind }) => kind === "Job");
  const [shards, merge] = jobs.map((job): Script => {
    return { file, text: job.spec.template.spec.containers[0]?.args.join("\n") ?? "" };
  });
  if (shards === undefined || merge === undefined) throw new Error(`${file} has not two Jobs`);
  return [shards, merge];
}

/** How deadpeer is started in them. */
const START = /(?:npx deadpeer|\bnode "\$MAIN"|"\$MAIN"|dist\/cli\/main\.js|^\s*deadpeer) (.+)$/gm;

/** The words after `deadpeer`, without quotes; each variable is as it is written, but a shard's is a shard. */
export function commandsIn(script: string): string[][] {
  return [...script.matchAll(START)].map(([, words = ""]) =>
    (words.split(/ \|\| | && |; /)[0] ?? "").replaceAll('"', "").replace("$SHARD", "1/4").trim().split(/\s+/),
  );
}

/** The script, with another way to start deadpeer. */
export function startedWith(script: string, command: string): string {
  return script
    .replaceAll("npx deadpeer", command)
    .replaceAll(/^(\s*)deadpeer /gm, (_, blank: string) => `${blank}${command} `);
}
