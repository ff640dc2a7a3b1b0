// GitHub's workflow commands: what failed is shown beside the job and on the pull request.

import { faultAsWritten } from "../timeline/queries.ts";
import type { RunDocument, RunRecord } from "../timeline/record.ts";
import { formatCutShort } from "./many.ts";
import { sanitize, withoutCommandMarks } from "./sanitize.ts";

/**
 * `::error title=…::…`: an error for each expectation that failed; a warning for what could not be observed: the run, or
 * a field that an expectation needs, or runs that were not made.
 */
export function renderAnnotations(documents: readonly RunDocument[]): string[] {
  return [
    ...documents.flatMap(formatCutShort).map((line) => annotation("warning", "deadpeer", line)),
    ...documents.flatMap((document) => document.runs).flatMap(annotate),
  ];
}

function annotate(run: RunRecord): string[] {
  const { verdict, expectations, statements } = run;
  const title = `deadpeer: ${sanitize(run.title, 80)}, ${faultAsWritten(run)}@${run.moment}`;
  if (verdict.grade === "inconclusive")
    return [annotation("warning", title, `inconclusive: ${verdict.missing ?? "something was not seen"}`)];
  const failed = expectations.filter(({ outcome }) => outcome === "fail");
  const unknown = expectations.filter(({ outcome }) => outcome === "unknown");
  const odd = statements.filter(({ outcome }) => outcome === "differs");
  return [
    ...failed.map(({ expected, observed }) =>
      annotation("error", title, `expected ${expected}, observed ${observed}. ${verdict.summary.join(" ")}`),
    ),
    ...unknown.map(({ expected }) =>
      annotation("warning", title, `unknown: expected ${expected}, and what came of it was not observed`),
    ),
    ...odd.map(({ id, text, note }) => annotation("notice", title, `differs: ${id} ${text} Seen: ${note}`)),
  ];
}

/** A workflow command; text and properties are escaped as the runner's toolkit does it. */
export function annotation(name: "error" | "warning" | "notice", title: string, message: string): string {
  const escape = (text: string): string =>
    withoutCommandMarks(sanitize(text, 2000))
      .replace(/%/g, "%25")
      .replace(/\r/g, "%0D")
      .replace(/\n/g, "%0A");
  const property = escape(title).replace(/:/g, "%3A").replace(/,/g, "%2C");
  return `::${name} title=${property}::${escape(message)}`;
}
