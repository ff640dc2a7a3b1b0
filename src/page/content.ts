// Reads back the content of the page's file.

import { inflateSync } from "fflate";
import { dictionaryOf, unpackRun } from "../report/html/packing.ts";
import type { PageContent } from "../report/html/content.ts";
import type { RunRecord } from "../timeline/record.ts";

export function readContent(): PageContent {
  return JSON.parse(document.getElementById("content")?.textContent ?? "") as PageContent;
}

const unpacked = new Map<number, RunRecord>();

/** The run, unpacked on first use. Throws if its part of the file is damaged. */
export function loadRun(index: number): RunRecord {
  const known = unpacked.get(index);
  if (known !== undefined) return known;
  const run = unpackRun(inflate(index, index === 0 ? undefined : dictionaryOf(inflate(0))));
  unpacked.set(index, run);
  return run;
}

function inflate(index: number, dictionary?: Uint8Array): string {
  const binary = atob(document.getElementById(`run-${index}`)?.textContent ?? "");
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return new TextDecoder().decode(inflateSync(bytes, dictionary && { dictionary }));
}
