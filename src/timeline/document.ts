// Reads a saved document. A foreign file, a truncated one and a newer version are distinguished, and everything is checked.

import { DOCUMENT_VERSION, type RunDocument } from "./record.ts";
import { upgrade } from "./upgrade.ts";
import { type Check, count, findWrong, list, oneOf, optional, shape, string, tableOf } from "./checks.ts";
import { type KnownWords, checkRun } from "./document-check.ts";
import { checkJudgement } from "./judgement-check.ts";
import { nestsDeeper } from "./nesting.ts";
import { networkNames } from "./words.ts";

export type Read = { readonly document: RunDocument } | { readonly problem: string; readonly remedy: string };

/**
 * Never throws: for a file that cannot be used it returns a problem and its remedy.
 *
 * @param known the words of the rooms above
 * @param needs `observations`: what was derived from them will be derived again, and is not checked
 */
export function parseDocument(
  text: string,
  known: KnownWords,
  needs: "observations" | "judgement" = "judgement",
): Read {
  const { parsed, problem } = parse(text.replace(/^\ufeff/, ""));
  if (problem !== undefined) return problem;
  if (typeof parsed !== "object" || parsed === null || !isOurs(parsed)) {
    return { problem: "is not a run saved by deadpeer", remedy: GIVE_A_FILE };
  }
  const { version } = parsed;
  if (typeof version !== "number" || version > DOCUMENT_VERSION) {
    const remedy = `This deadpeer reads versions up to ${DOCUMENT_VERSION}: use the one that wrote it, or a newer one.`;
    return { problem: `was written by a newer deadpeer (version ${JSON.stringify(version)})`, remedy };
  }
  if (!Number.isInteger(version) || version < 1)
    return { problem: `has a version that there never was (${version})`, remedy: GIVE_A_FILE };
  return check(upgrade({ ...parsed }), known, needs);
}

const GIVE_A_FILE = "Give a file written by `deadpeer run --json FILE`.";
/** Our documents are less deeply nested; much deeper ones could not be written again. */
const DEEPEST = 64;

const repeated = shape({
  scenario: string,
  name: string,
  title: string,
  times: count,
  proven: count,
  answers: tableOf(count),
});
const documentFields: Readonly<Record<string, Check>> = {
  tool: shape({ name: oneOf("deadpeer"), version: string }),
  kernel: string,
  network: (value) => typeof value === "string" && list(oneOf(...networkNames))(value.split(", ")),
  repeats: optional(list(repeated)),
  cutShort: optional(shape({ made: count, wanted: count })),
};

function check(
  document: Readonly<Record<string, unknown>>,
  known: KnownWords,
  needs: "observations" | "judgement",
): Read {
  const { scenario, runs } = document;
  const damaged = (where: string): Read => ({
    problem: `is damaged: ${where}`,
    remedy: "Run the scenario again; files are not meant to be edited by hand.",
  });
  const isAll = scenario === "all";
  if (typeof scenario !== "string" || !(isAll || known.isScenario(scenario)))
    return damaged(`unknown scenario ${JSON.stringify(scenario)}`);
  const wrong = findWrong(document, documentFields);
  if (wrong !== undefined) return damaged(wrong.slice(1));
  if (!Array.isArray(runs) || runs.length === 0) return damaged("it has no runs");
  for (const [i, run] of runs.entries()) {
    const fault = checkRun(run, known);
    if (fault !== undefined) return damaged(`runs[${i}]${fault}`);
    if (isAll && (run as { scenario?: unknown }).scenario === undefined)
      return damaged(`runs[${i}].scenario`);
    const misjudged = needs === "judgement" ? checkJudgement(run as object) : undefined;
    if (misjudged !== undefined)
      return {
        problem: `is damaged: runs[${i}]${misjudged}`,
        remedy: "Judge it again: `deadpeer judge FILE --json > NEW-FILE`.",
      };
  }
  return { document: document as unknown as RunDocument };
}

function parse(text: string): { parsed?: unknown; problem?: Read } {
  try {
    const parsed: unknown = JSON.parse(text);
    if (nestsDeeper(text, DEEPEST))
      return { problem: { problem: "is nested too deeply", remedy: GIVE_A_FILE } };
    return { parsed };
  } catch (error) {
    return { problem: whyNotJson(text, (error as Error).message) };
  }
}

/** A text that begins like our document and is not JSON was truncated, unless something follows its end. */
function whyNotJson(text: string, message: string): Read {
  const remedy = "Copy the file again, or run the scenario again with `--json FILE`.";
  if (text.trim() === "") return { problem: "is empty", remedy };
  const begins = /^\s*\{\s*"version":/.test(text);
  if (begins && message.includes("after JSON")) return { problem: "has something after its end", remedy };
  if (begins) return { problem: "is cut short: its JSON does not end", remedy };
  return { problem: "is not JSON", remedy: "Give a file written by `deadpeer run --json FILE`." };
}

function isOurs(value: object): value is { version: unknown; scenario: unknown; runs: unknown } {
  const tool = (value as { tool?: { name?: unknown } }).tool;
  return "version" in value && typeof tool === "object" && tool?.name === "deadpeer";
}
