// Reading a saved document back: not ours, cut short, and newer are told apart, and nothing in it is trusted unchecked.

import { DOCUMENT_VERSION, type RunDocument } from "./record.ts";
import { upgrade } from "./upgrade.ts";
import { checkRun } from "./document-check.ts";

export type Read = { readonly document: RunDocument } | { readonly problem: string; readonly remedy: string };

/** Never throws: a file that cannot be used comes back as a problem and its remedy. */
export function readDocument(text: string, knownScenarios: readonly string[]): Read {
  const { parsed, problem } = parse(text.replace(/^\ufeff/, ""));
  if (problem !== undefined) return problem;
  if (typeof parsed !== "object" || parsed === null || !isOurs(parsed)) {
    return {
      problem: "is not a run saved by deadpeer",
      remedy: "Give a file written by `deadpeer run --json FILE`.",
    };
  }
  const { version } = parsed;
  if (typeof version !== "number" || version > DOCUMENT_VERSION) {
    const remedy = `This deadpeer reads versions up to ${DOCUMENT_VERSION}: use the one that wrote it, or a newer one.`;
    return { problem: `was written by a newer deadpeer (version ${JSON.stringify(version)})`, remedy };
  }
  if (!Number.isInteger(version) || version < 1)
    return { problem: `has a version that there never was (${version})`, remedy: GIVE_A_FILE };
  return check(upgrade({ ...parsed }), knownScenarios);
}

const GIVE_A_FILE = "Give a file written by `deadpeer run --json FILE`.";

function check(document: Readonly<Record<string, unknown>>, knownScenarios: readonly string[]): Read {
  const { scenario, runs } = document;
  const damaged = { remedy: "Run the scenario again; files are not meant to be edited by hand." };
  if (typeof scenario !== "string" || !knownScenarios.includes(scenario)) {
    return { problem: `is damaged: unknown scenario ${JSON.stringify(scenario)}`, ...damaged };
  }
  if (!Array.isArray(runs) || runs.length === 0) return { problem: "is damaged: it has no runs", ...damaged };
  for (const [i, run] of runs.entries()) {
    const fault = checkRun(run);
    if (fault !== undefined) return { problem: `is damaged: runs[${i}]${fault}`, ...damaged };
  }
  return { document: document as unknown as RunDocument };
}

function parse(text: string): { parsed?: unknown; problem?: Read } {
  try {
    return { parsed: JSON.parse(text) };
  } catch (error) {
    return { problem: whyNotJson(text, (error as Error).message) };
  }
}

/** All that begins like a document of ours and is no JSON was cut short, unless something comes after its end. */
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
