// The end of a run: what was finished is saved, however it ended.

import { exitCodeOf } from "../../run/exit-code.ts";
import type { RequestResult } from "../../run/run.ts";
import type { RunDocument } from "../../timeline/record.ts";

/** Returns a line for people that says where it was saved. */
export type Save = (document: RunDocument) => Promise<string>;

/** Saves what was finished. Then what ended it before everything was done is thrown, if anything did. */
export async function finish(
  { document, ...end }: RequestResult,
  save: (document: RunDocument) => Promise<void>,
): Promise<number> {
  await save(document);
  if ("broken" in end) throw end.broken;
  return exitCodeOf(document);
}
