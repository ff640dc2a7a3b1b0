// The self-check as a suite of `deadpeer test`: the same clients, deaths and verdicts.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkRunOptions } from "../run/check-options.ts";
import { faultOfCase } from "../suite/case-parts.ts";
import type { SuiteCase } from "../suite/cases.ts";
import { type SelfcheckCase, cases } from "./cases.ts";
import { optionsOf } from "./options.ts";

export interface SelfcheckSuite {
  readonly cases: readonly SuiteCase[];
  /** Removes the files in which servers count. */
  discard(): void;
}

/** The cases, with an empty file for each server that counts. */
export function prepareSelfcheck(): SelfcheckSuite {
  const directory = mkdtempSync(join(tmpdir(), "deadpeer-selfcheck-"));
  for (const { client, counts } of cases) if (counts === true) writeFileSync(join(directory, client), "");
  return {
    cases: cases.map((each) => asSuiteCase(each, join(directory, each.client))),
    discard: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Without private networks the cases are run on the machine's own, as those of any suite. */
function asSuiteCase(each: SelfcheckCase, file: string): SuiteCase {
  const { client, options } = each;
  const fault = faultOfCase(options.fault, "fault");
  return {
    id: `${client}/${fault}`,
    client,
    fault,
    on: "pipes",
    requires: [],
    request: checkRunOptions(optionsOf(each, file)),
  };
}
