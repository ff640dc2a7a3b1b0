// The library, by its types: what there is to choose from. See library-types.test.ts.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  faultNames,
  faults,
  momentNames,
  moments,
  scenarios,
  sectionNames,
  type SectionName,
  type ScenarioSummary,
  type FaultSummary,
  type FaultAmount,
} from "deadpeer";

test("what there is to choose from", () => {
  const summaries: readonly ScenarioSummary[] = sectionNames.map((name: SectionName) => scenarios[name]);
  assert.ok(summaries.every(({ title, summary }) => title.length > 0 && summary.length > 0));
  const about: readonly FaultSummary[] = faultNames.map((name) => faults[name]);
  assert.ok(about.some(({ needsTwoHosts }) => needsTwoHosts));
  const amounts = about.flatMap(({ amount }): readonly FaultAmount[] => (amount ? [amount] : []));
  assert.ok(amounts.every(({ least, usual, most }) => least <= usual && usual <= most));
  assert.deepEqual(momentNames, Object.keys(moments));
});
