// Several saved documents as one.

import type { RunDocument } from "../timeline/record.ts";

/** Their runs one after another; each run keeps the name of its scenario. */
export function mergeDocuments(documents: readonly [RunDocument, ...RunDocument[]]): RunDocument {
  const [first, ...others] = documents;
  if (others.length === 0) return first;
  const repeats = documents.flatMap((document) => document.repeats ?? []);
  const { version, tool } = first;
  return {
    version,
    tool,
    kernel: join(documents.map(({ kernel }) => kernel)),
    network: join(documents.map(({ network }) => network)),
    scenario: "all",
    runs: documents.flatMap(({ runs, scenario }) =>
      runs.map((run) => ({ ...run, scenario: run.scenario ?? scenario })),
    ),
    ...(repeats.length > 0 && { repeats }),
    ...cutShort(documents),
  };
}

/** How many runs of how many those that were interrupted have. */
function cutShort(documents: readonly RunDocument[]): Pick<RunDocument, "cutShort"> {
  const cut = documents.flatMap((document) => document.cutShort ?? []);
  if (cut.length === 0) return {};
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  return {
    cutShort: { made: sum(cut.map(({ made }) => made)), wanted: sum(cut.map(({ wanted }) => wanted)) },
  };
}

function join(texts: readonly string[]): string {
  return [...new Set(texts)].join(", ");
}
