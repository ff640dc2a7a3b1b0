// What the page's file has in it, read back.

import type { PageContent } from "../report/page-content.ts";
import type { RunRecord } from "../timeline/record.ts";

export function readContent(): PageContent {
  return JSON.parse(document.getElementById("content")?.textContent ?? "") as PageContent;
}

const unpacked = new Map<number, Promise<RunRecord>>();

/** The run, unpacked when it is first asked for. */
export function loadRun(index: number): Promise<RunRecord> {
  const known = unpacked.get(index) ?? unpack(index);
  unpacked.set(index, known);
  return known;
}

async function unpack(index: number): Promise<RunRecord> {
  const packed = document.getElementById(`run-${index}`)?.textContent ?? "";
  const binary = atob(packed);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = binary.charCodeAt(i);
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return (await new Response(inflated).json()) as RunRecord;
}
