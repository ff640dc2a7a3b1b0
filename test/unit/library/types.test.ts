// The package as a user of TypeScript sees it: this file is compiled against dist's declarations, and uses every name.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  type AtNs,
  type Belief,
  type BeliefEntry,
  type Believed,
  type AnsweredStep,
  type AskedThing,
  type ByItself,
  type ByteStretch,
  type ClockRecord,
  type Connection,
  type ConnectionQuery,
  type ControlRecord,
  type ControlSign,
  DEFAULTS,
  type Direction,
  type Ending,
  type Endpoint,
  type Evidence,
  type ExchangeInput,
  type Expectation,
  type ExpectationOutcome,
  type ExperimentOptions,
  type Fact,
  type Failure,
  type Fate,
  type FaultChoice,
  type FaultName,
  type FoundConnection,
  type Grade,
  type InflictOptions,
  type KernelPatience,
  type Lateness,
  type Ledger,
  type Meaning,
  type LimitOptions,
  type ManyOptions,
  type ManyResults,
  type MomentName,
  type NetworkName,
  type NetworkRecord,
  type Noticed,
  type Observation,
  type Observed,
  type Observer,
  type ObserverName,
  type OtherPort,
  type Outcome,
  type Output,
  type PageSource,
  type Patience,
  type Pattern,
  type ProgramOptions,
  type Reaction,
  type Read,
  type Repeats,
  type RunBeginning,
  type RunDocument,
  type RunListeners,
  type RunOptions,
  type RunPlan,
  type RunRecord,
  type RunResult,
  type RunnableName,
  type SaidEntry,
  type ScenarioName,
  type Setting,
  type Statement,
  type Terminal,
  type UnknownCause,
  type Verdict,
  type WaitOn,
  beliefWords,
  believedWords,
  describeTerminal,
  endings,
  exitCodeOf,
  expectationOutcomes,
  fates,
  findConnection,
  formatDocument,
  grades,
  inflict,
  isFailure,
  judge,
  mergeDocuments,
  networkNames,
  noticedWords,
  observerNames,
  outcomes,
  patienceWords,
  reactions,
  readDocument,
  renderAnnotations,
  renderCapture,
  renderJUnit,
  renderMarkdown,
  renderPage,
  runMany,
  runScenario,
  unknownCauses,
} from "deadpeer";

const golden = readFileSync("test/golden/run-5-12.json", "utf8");

function load(): RunDocument {
  const read: Read = readDocument(golden);
  if ("problem" in read) throw new Error(`${read.problem} ${read.remedy}`);
  return read.document;
}

// Never called: what compiles is what is tested.

export async function useRuns(signal: AbortSignal): Promise<readonly RunRecord[]> {
  const exchange: readonly ExchangeInput[] = [{ say: "PING" }, { expect: /PONG/ }];
  const programs: ProgramOptions = { server: "exec ./server", serverEnv: { LANG: "C" }, clientOn: "pipes" };
  const experiment: ExperimentOptions = { exchange, kill: "tree", control: "at-once", comeBackMs: 200 };
  const limits: LimitOptions = { port: DEFAULTS.port, watchMs: 2 * DEFAULTS.watchMs, signal };
  const listeners: RunListeners = {
    began: ({ title, network, observers }: RunBeginning) =>
      console.log(title, network.name, observers.length),
    observed: (observation: Observation) => console.log(observation.kind),
    completed: ({ verdict }: RunRecord) => console.log(verdict.grade),
  };
  const fault: FaultChoice = "kill@mid-request:5";
  const options: RunOptions = { ...programs, ...experiment, ...limits, ...listeners, fault };
  const document: RunDocument = await runScenario(options);
  return document.runs;
}

export async function useMany(names: readonly FaultName[], at: readonly MomentName[]): Promise<number> {
  const all = names.flatMap((name) => at.map((moment): FaultChoice => `${name}@${moment}`));
  const options: ManyOptions = {
    ...(all[0] !== undefined && { fault: all[0] }),
    scenarios: ["5.12", "experiment"] satisfies readonly RunnableName[],
    times: 10,
    waitOn: "both" satisfies WaitOn,
    network: "two-hosts" satisfies NetworkName,
    without: ["output"] satisfies readonly ObserverName[],
    finished: ({ scenario, plan, run, missing }: RunResult) =>
      describePlan(scenario, plan) + (run?.title ?? missing?.why),
  };
  const { document, results }: ManyResults = await runMany(options);
  const repeats: readonly Repeats[] = document.repeats ?? [];
  return results.length + repeats.length;
}

function describePlan(scenario: ScenarioName, { name, settings = [] }: RunPlan): string {
  return scenario + name + settings.map((setting: Setting) => setting.value).join();
}

export async function useInflict(query: ConnectionQuery): Promise<number> {
  try {
    const found: FoundConnection = findConnection(query);
    const { client, server }: Connection = found.connection;
    const ends: readonly Endpoint[] = [client, server];
    const options: InflictOptions = { fault: "reset", found, watchMs: ends.length };
    return exitCodeOf(await inflict(options));
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { message, remedy, exitCode }: Failure = error;
    console.error(message, remedy);
    return exitCode;
  }
}

export function useLateness({ verdict: { lateness } }: RunRecord): readonly number[] {
  const { clientMs, serverMs, ownMs }: Lateness = lateness ?? { clientMs: 0, serverMs: 0, ownMs: 0 };
  return [clientMs, serverMs, ownMs, ...(lateness?.attempts ?? [])];
}

export function useLedger({ verdict, control }: RunRecord): readonly string[] {
  const { said, bytes }: Ledger = verdict.ledger ?? { said: [], bytes: [] };
  const silent: ByItself | undefined = control?.byItself;
  const lost: readonly Fate[] = said.filter(({ isLost }: SaidEntry) => isLost).map(({ fate }) => fate);
  const ways: readonly Direction[] = bytes.map(({ direction }: ByteStretch) => direction);
  return [...lost.map((fate) => fates[fate]), ...ways, String(silent?.lines)];
}

export function useBelief({ verdict, meaning }: RunRecord): readonly string[] {
  const { belief = "unknown" }: { belief?: Belief } = verdict;
  const entry: BeliefEntry | undefined = verdict.ledger?.said[0]?.belief;
  const believed: Believed = entry?.believed ?? "unknown";
  const { doneWhen }: Meaning = meaning ?? {};
  const pattern: Pattern = doneWhen ?? { regexp: "stored", flags: "i" };
  return [beliefWords[belief], believedWords[believed], "text" in pattern ? pattern.text : pattern.regexp];
}

// @ts-expect-error -- a moment is a part of the fault
export const apart: RunOptions = { moment: "crossing" };

test("a document: its parts, judged again, and in every format", async () => {
  const document = load();
  const [run] = document.runs;
  assert.ok(run);
  const { verdict, statements, expectations, observers, clock, network }: RunRecord = run;
  const { ending, noticed, reaction, grade }: Verdict = verdict;
  const words: readonly [Ending, Noticed, Reaction, Grade] = [ending.by, noticed, reaction, grade];
  assert.ok(
    words[0] in endings && words[1] in noticedWords && words[2] in reactions && grades.includes(words[3]),
  );
  const kernel: KernelPatience | undefined = verdict.kernel;
  assert.ok(kernel === undefined || kernel.unacknowledgedMs > 0);
  const borne: Patience | undefined = verdict.patience;
  assert.ok(borne === undefined || borne in patienceWords);
  const came: readonly Outcome[] = statements.map(({ outcome }: Statement) => outcome);
  assert.ok(came.every((outcome) => outcomes.includes(outcome)));
  const expected: readonly ExpectationOutcome[] = expectations.map(({ outcome }: Expectation) => outcome);
  assert.ok(expected.every((outcome) => expectationOutcomes.includes(outcome)));
  assert.ok(observers.every(({ name }: Observer) => observerNames.includes(name)));
  const { startedAtMs }: ClockRecord = clock;
  const { name }: NetworkRecord = network;
  const control: ControlRecord | undefined = run.control;
  const signs: readonly ControlSign[] = control?.signs ?? [];
  const steps: readonly AnsweredStep[] = control?.steps ?? [];
  const asked: readonly AskedThing[] = control?.asked ?? [];
  const others: readonly OtherPort[] = control?.otherPorts ?? [];
  const causes: readonly UnknownCause[] = Object.values(verdict.undecided ?? {});
  assert.deepEqual([...signs, ...steps, ...asked, ...others], []);
  assert.ok(causes.every((cause) => Object.hasOwn(unknownCauses, cause)));
  assert.ok(startedAtMs > 0 && networkNames.includes(name) && control === undefined);
  const facts: readonly Fact["kind"][] = run.observations.map(({ kind }) => kind);
  assert.ok(facts.includes("segment"));
  const isFault = (each: Observation): each is Observed<"fault"> => each.kind === "fault";
  const diedAtNs: AtNs | undefined = run.observations.find(isFault)?.atNs;
  assert.ok(diedAtNs);

  const evidence: Evidence = run;
  assert.equal(judge("5.12", evidence, "noticed!=never").expectations[0]?.outcome, "pass");
  const terminal: Terminal = describeTerminal({ isTTY: false, columns: 80 } satisfies Output, {});
  assert.ok(formatDocument(mergeDocuments([document, document]), terminal).length > 10);
  const source: PageSource = { document, name: "run.json" };
  assert.match(await renderPage([source]), /^<!doctype html>/);
  assert.ok(renderCapture([document]).length > 100);
  assert.match(renderJUnit([document]), /<testsuites/);
  assert.match(renderMarkdown([document]), /\|/);
  assert.ok(Array.isArray(renderAnnotations([document])));
});

test("judge: a scenario that there is not, and terms that are none, are Failures", () => {
  const [run] = load().runs;
  assert.ok(run);
  for (const act of [() => judge("5.99" as ScenarioName, run), () => judge("5.12", run, "noticd=never")])
    assert.throws(act, (error) => isFailure(error) && error.exitCode === 2);
});
