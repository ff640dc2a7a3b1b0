// A client that is not answered without the fault either, and ends by saying so: its control shows no success to hold
// anything against.

import type { Case } from "../../timeline/case.ts";
import { controlsOf } from "../../timeline/controls.ts";
import type { SaidEntry } from "../../timeline/verdict-record.ts";
import type { Fate } from "../../timeline/words.ts";
import { endSign } from "../signs/signs.ts";

/** It was sent, and the server's host had it; no answer came. */
const UNANSWERED: ReadonlySet<Fate> = new Set(["acknowledged", "unread", "taken"]);
const WELL: string = endSign({ exitCode: 0 });

/** What it was started for got no further in each control, and it ended there with another exit code than 0. */
export function failsAnyway({ fate }: Pick<SaidEntry, "fate">, { evidence: { control } }: Case): boolean {
  const controls = controlsOf(control);
  if (!UNANSWERED.has(fate) || controls.length === 0) return false;
  return controls.every(
    ({ said, signs }) =>
      UNANSWERED.has(said?.[0]?.fate ?? "answered") &&
      signs.some(({ kind, what }) => kind === "exit" && what !== WELL),
  );
}
