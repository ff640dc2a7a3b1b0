// The library: run a scenario from a test, and judge what was seen. docs/library.md describes it.

// Runs.
export { runScenario } from "./run/run.ts";
export { runMany, type ManyResults } from "./run/many.ts";
export type { RunResult } from "./run/request.ts";
export {
  DEFAULTS,
  type ExchangeInput,
  type ExperimentOptions,
  type LimitOptions,
  type ManyOptions,
  type ProgramOptions,
  type RunBeginning,
  type RunListeners,
  type RunOptions,
  type RunnableName,
} from "./run/options.ts";
export type { KeyName } from "./program/keys.ts";
export type { FaultChoice, FaultWithAmount } from "./run/fault-option.ts";
export { type InflictOptions, findConnection, inflict } from "./run/inflict.ts";
export { type DrainOptions, type DrainOwnOptions, type Drained, measureDrain } from "./run/drain.ts";
export { type Through, measureThrough } from "./run/measure-through.ts";
export type { ThroughOptions, ThroughOwnOptions } from "./run/through-options.ts";
export { measureIdle } from "./idle/measure.ts";
export type { IdleOptions } from "./idle/options.ts";
export type { IdleEnd, IdleTimes, Idleness } from "./idle/result.ts";
export { measureTolerance } from "./tolerance/measure.ts";
export type { ToleranceOptions, ToleranceSearch } from "./tolerance/options.ts";
export type { Endurance, Noticing, Tolerance, Try } from "./tolerance/result.ts";
export type { ConnectionQuery } from "./inflict/find-connection.ts";
export type { FoundConnection, Setting, WaitOn } from "./inside/spec.ts";
export type { RunPlan } from "./inside/scenario.ts";
export { type Failure, isFailure } from "./failure.ts";

// The configuration of `deadpeer test`.
export {
  type CaseExpectation,
  type CasePattern,
  type ClientConfig,
  type OneOrMore,
  type ProxyConfig,
  type ServerConfig,
  type StoryConfig,
  type SuiteConfig,
  type SuiteLimits,
  defineConfig,
} from "./suite/config.ts";

// Stories of several deaths.
export { type Story, type StoryFault, type StoryInput, type StoryUntil, defineStory } from "./story/story.ts";
export { type StoryRunOptions, runStory } from "./story/run-story.ts";
export { type AwaitedState, awaitedStateNames } from "./inside/story-steps.ts";

// What there is to choose from.
export { type FaultSummary, type ScenarioSummary, faults, scenarios } from "./run/catalogue.ts";
export type { ScenarioName } from "./run/scenarios.ts";
export { type SectionName, sectionNames } from "./book/index.ts";
export {
  type FaultAmount,
  type FaultName,
  type NameWithAmount,
  type RefusalName,
  faultNames,
} from "./fault/index.ts";
export { type MomentName, momentNames, moments } from "./fault/moments.ts";
export {
  type Belief,
  type Believed,
  type Ending,
  type ExpectationOutcome,
  type Fate,
  type Grade,
  type NetworkName,
  type Noticed,
  type ObserverName,
  type Outcome,
  type PassageWord,
  type Patience,
  type Reaction,
  type Sent,
  beliefWords,
  believedWords,
  endings,
  expectationOutcomes,
  fates,
  grades,
  networkNames,
  noticedWords,
  observerNames,
  outcomes,
  passageWords,
  patienceWords,
  reactions,
  sentWords,
} from "./timeline/words.ts";

// What was seen, and what follows from it.
export { judge } from "./run/judge.ts";
export { exitCodeOf } from "./run/exit-code.ts";
export { type UnknownCause, unknownCauses } from "./timeline/words.ts";
export { readDocument } from "./run/read-document.ts";
export type { Read } from "./timeline/document.ts";
export type { Evidence } from "./timeline/case.ts";
export type { AnsweredStep, AskedThing } from "./timeline/asked-thing.ts";
export type {
  ByItself,
  ClockRecord,
  ControlRecord,
  ControlSign,
  Expectation,
  Meaning,
  NetworkRecord,
  Observer,
  Repeats,
  RunDocument,
  RunRecord,
  Statement,
} from "./timeline/record.ts";
export type { OtherPort } from "./timeline/wire-facts.ts";
export type { KernelPatience } from "./timeline/socket-options.ts";
export type { Pattern } from "./timeline/pattern.ts";
export type {
  BeliefEntry,
  ByteStretch,
  Lateness,
  Ledger,
  Passage,
  SaidEntry,
  Verdict,
} from "./timeline/verdict-record.ts";
export type { AtNs, Fact, Observation, Observed } from "./timeline/observation.ts";
export type { Connection, Direction, Endpoint } from "./tcp/endpoint.ts";

// Documents as text, for people and for other tools.
export { formatDocument } from "./report/text.ts";
export { type Output, type Terminal, describeTerminal } from "./report/terminal.ts";
export { renderAnnotations } from "./report/annotations.ts";
export { renderJUnit } from "./report/junit.ts";
export { renderMarkdown } from "./report/markdown.ts";
export { mergeDocuments } from "./report/merge.ts";
export { type PageSource, renderPage } from "./report/html/page.ts";
export { renderCapture } from "./report/pcapng/capture.ts";
