// The library: run a scenario from a test, and judge what was seen.

export type { OwnOptions, RunOptions, Step } from "./scenario/perform-plan.ts";
export { runScenario } from "./scenario/run.ts";
export { type ManyOptions, type Result, runMany } from "./scenario/many.ts";
export { type Failure, isFailure } from "./scenario/failure.ts";
export { judge } from "./scenario/judge.ts";
export { renderAnnotations } from "./report/annotations.ts";
export { renderJUnit } from "./report/junit.ts";
export { renderMarkdown } from "./report/markdown.ts";
export { mergeDocuments } from "./report/merge.ts";
export { type Source, renderPage } from "./report/page.ts";
export { renderCapture } from "./report/pcapng/capture.ts";
export { readDocument } from "./timeline/document.ts";
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
export { type InflictOptions, inflictOnFound } from "./scenario/found/run.ts";
export { type Wanted, findOne } from "./scenario/found/find.ts";
export type {
  FoundConnection,
  Moment,
  NetworkName,
  OwnExperiment,
  ScenarioName,
  StartOptions,
  WaitOn,
} from "./scenario/spec.ts";
