// Reads the results of a suite. They may come from another machine, and of a suite that was killed: nothing in them is
// believed unchecked, and a last line that was cut short is left out.

import { type Failure, failure } from "../failure.ts";
import { findWrong } from "../timeline/checks.ts";
import { nestsDeeper } from "../timeline/nesting.ts";
import { planFields, resultFields } from "./result-checks.ts";
import { type CaseResult, type PlanRecord, RESULTS_FILE, RESULTS_VERSION } from "./results.ts";

/** The results in one file. */
export interface Results {
  /** The file, for messages. */
  readonly name: string;
  readonly plan: PlanRecord;
  /** The last result of each case, by its id. */
  readonly cases: ReadonlyMap<string, CaseResult>;
  /** Results of earlier runs in the same directory, of cases that this one has not run. */
  readonly earlier: ReadonlyMap<string, CaseResult>;
  /** The last line was cut short: whatever wrote the file was killed, or had no room. */
  readonly isCut: boolean;
}

/** Throws a Failure (2) for what is not a file of results, or a damaged one. @param name of the file */
export function readResults(name: string, text: string): Results {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  // After the last line feed there is nothing, unless the last line was cut short.
  const rest = lines.pop() ?? "";
  const last = rest === "" ? undefined : parseLine(rest);
  const isCut = rest !== "" && last === undefined;
  const parsed = lines.map((line, i) => parseLine(line) ?? damaged(name, i + 1, "it is not JSON"));
  const [plan, ...results] = [...parsed, ...(last === undefined ? [] : [last])].map(({ value }) => value);
  const checkedPlan = checkPlan(name, plan, isCut);
  const ids = new Set(checkedPlan.plan);
  const [cases, earlier] = [new Map<string, CaseResult>(), new Map<string, CaseResult>()];
  for (const [i, result] of results.entries()) {
    const checked = checkResult(name, i + 2, result, ids);
    (checked.isEarlier ? earlier : cases).set(checked.id, checked);
  }
  refuseNested(name, [...cases.values(), ...earlier.values()]);
  return { name, plan: checkedPlan, cases, earlier, isCut };
}

/** Ours are less deeply nested; much deeper ones could not be written again. */
const DEEPEST = 64;

/** Undefined for what is not JSON. */
function parseLine(line: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return nestsDeeper(line, DEEPEST) ? undefined : { value };
  } catch {
    return undefined;
  }
}

function checkPlan(name: string, plan: unknown, isCut: boolean): PlanRecord {
  if (plan === undefined)
    throw failure(2, `${name} ${isCut ? "is cut short before its plan ends" : "is empty"}.`, AGAIN);
  const { kind, version, tool } = (plan ?? {}) as Partial<PlanRecord>;
  if (kind !== "plan" || tool?.name !== "deadpeer")
    throw failure(2, `${name} does not begin with the plan of a suite.`, GIVE);
  if (version !== RESULTS_VERSION)
    throw failure(
      2,
      `${name} has version ${JSON.stringify(version)}, and this deadpeer reads ${RESULTS_VERSION}.`,
      "Use the deadpeer that wrote it.",
    );
  const wrong = findWrong(plan, planFields);
  if (wrong !== undefined) damaged(name, 1, wrong.slice(1));
  const { plan: all, chosen } = plan as PlanRecord;
  const ids = new Set(all);
  const stranger = chosen.find((id) => !ids.has(id));
  if (stranger !== undefined) damaged(name, 1, `${stranger} is chosen, and not in its plan`);
  return plan as PlanRecord;
}

function checkResult(name: string, line: number, result: unknown, ids: ReadonlySet<string>): CaseResult {
  const wrong = findWrong(result, resultFields);
  if (wrong !== undefined) return damaged(name, line, wrong === "" ? "it is not a result" : wrong.slice(1));
  const checked = result as CaseResult;
  if (checked.isEarlier) return checked;
  return ids.has(checked.id) ? checked : damaged(name, line, `${checked.id} is not in its plan`);
}

/** A folder belongs to one case, with everything in it. */
function refuseNested(name: string, results: readonly CaseResult[]): void {
  const clash = findClash(results);
  if (clash === undefined) return;
  throw failure(
    2,
    `${name} is damaged: ${clash.id} and ${clash.other} share the folder ${clash.folder}.`,
    AGAIN,
  );
}

/** Two cases of which one has the folder of the other, or one in it. */
export function findClash(
  results: readonly Pick<CaseResult, "id" | "folder">[],
): { readonly id: string; readonly other: string; readonly folder: string } | undefined {
  const owners = new Map(results.map((each) => [each.folder, each.id]));
  for (const { id, folder: path } of results) {
    const parts = path?.split("/") ?? [];
    for (let length = 1; length <= parts.length; length += 1) {
      const above = parts.slice(0, length).join("/");
      const other = owners.get(above);
      if (other !== undefined && other !== id) return { id, other, folder: above };
    }
  }
  return undefined;
}

const AGAIN = "Copy the file again, or run the suite again.";
const GIVE = `Give a directory that \`deadpeer test\` has written, with its ${RESULTS_FILE}.`;

function damaged(name: string, line: number, where: string): never {
  throw asDamaged(name, line, where);
}

function asDamaged(name: string, line: number, where: string): Failure {
  return failure(2, `${name} is damaged, line ${line}: ${where}.`, AGAIN);
}
