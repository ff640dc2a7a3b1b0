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
  };
}

function join(texts: readonly string[]): string {
  return [...new Set(texts)].join(", ");
}
