// The library: run a scenario from a test, and judge what was seen.

export type { CustomOptions, RunOptions, Step } from "./run/plan.ts";
export { runScenario } from "./run/run.ts";
export { type ManyOptions, type Result, runMany } from "./run/many.ts";
export { type Failure, isFailure } from "./failure.ts";
export { judge } from "./run/judge.ts";
export { renderAnnotations } from "./report/annotations.ts";
export { renderJUnit } from "./report/junit.ts";
export { renderMarkdown } from "./report/markdown.ts";
export { mergeDocuments } from "./report/merge.ts";
export { type Source, renderPage } from "./report/html/page.ts";
export { renderCapture } from "./report/pcapng/capture.ts";
export { readDocument } from "./run/read-document.ts";
export type { Read } from "./timeline/document.ts";
export type { Fact, Observation } from "./timeline/observation.ts";
export type {
  Expectation,
  Observer,
  Repeats,
  RunDocument,
  RunRecord,
  Statement,
  Verdict,
} from "./timeline/record.ts";
export { type InflictOptions, inflict } from "./run/inflict.ts";
export { type ConnectionQuery, findConnection } from "./inflict/find-connection.ts";
export type { FoundConnection, NetworkName, CustomExperiment, StartOptions, WaitOn } from "./inside/spec.ts";
export type { ScenarioName } from "./run/scenarios.ts";
export { type FaultMoment, moments } from "./fault/moments.ts";
export { type FaultName, faultNames, faults } from "./fault/index.ts";
