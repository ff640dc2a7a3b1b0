// Which of the cases are run.

import { type Failure, failure } from "../failure.ts";
import { matches, proxiesOf, shorterNames } from "./case-pattern.ts";
import type { SuiteCase } from "./cases.ts";

export interface Selection {
  /** One of these: an id, else text that ids contain, or a pattern with `*` that they fit. */
  readonly filters: readonly string[];
  readonly clients: readonly string[];
  /** With their moment or without. */
  readonly faults: readonly string[];
  readonly stories: readonly string[];
  /** Names of proxies; `none`: cases without one. No story is one of them. */
  readonly through: readonly string[];
  /** If given, each must fit this as well. */
  readonly within?: string;
  /** If given, only these ids. */
  readonly only?: ReadonlySet<string>;
}

/**
 * Each part lets all through that is empty. Throws a Failure (2) for a client, a fault or a filter that no case has, and
 * if nothing is left.
 */
export function selectCases(cases: readonly SuiteCase[], selection: Selection): SuiteCase[] {
  const { filters, clients, faults, stories, through, within, only } = selection;
  const ids = new Set(cases.map(({ id }) => id));
  const fits = (filter: string, id: string): boolean =>
    ids.has(filter) ? filter === id : fitsId(filter, id);
  refuseUnknown("client", clients, [...new Set(cases.map(({ client }) => client))]);
  refuseUnknown("fault", faults, [...new Set(cases.flatMap(faultNamesOf))]);
  refuseUnknown("story", stories, [...new Set(cases.flatMap(({ story }) => story ?? []))]);
  refuseUnknown("proxy", through, [...new Set(cases.flatMap(proxiesOf))]);
  const idle = filters.find((filter) => !cases.some(({ id }) => fits(filter, id)));
  if (idle !== undefined) throw noneFits(cases, ` the filter ${idle}`);
  const chosen = cases.filter(
    (each) =>
      (clients.length === 0 || clients.some((client) => matches(client, each.client))) &&
      (through.length === 0 ||
        proxiesOf(each).some((name) => through.some((proxy) => matches(proxy, name)))) &&
      (faults.length + stories.length === 0 || isWay(selection, each)) &&
      (filters.length === 0 || filters.some((filter) => fits(filter, each.id))) &&
      (within === undefined || fits(within, each.id)) &&
      (only === undefined || only.has(each.id)),
  );
  if (chosen.length === 0) throw noneFits(cases, "");
  return chosen;
}

function noneFits(cases: readonly SuiteCase[], what: string): Failure {
  return failure(2, `None of the ${cases.length} cases fits${what}.`, "`deadpeer test --list` shows all.");
}

/** One of the faults, or one of the stories. */
function isWay({ faults, stories }: Selection, each: SuiteCase): boolean {
  const { story } = each;
  return (
    faults.some((wanted) => faultNamesOf(each).some((name) => matches(wanted, name))) ||
    (story !== undefined && stories.some((wanted) => matches(wanted, story)))
  );
}

function faultNamesOf({ fault }: SuiteCase): readonly string[] {
  return fault === undefined ? [] : shorterNames(fault);
}

function fitsId(filter: string, id: string): boolean {
  return filter.includes("*") ? matches(filter, id) : id.includes(filter);
}

function refuseUnknown(
  what: "client" | "fault" | "story" | "proxy",
  wanted: readonly string[],
  there: readonly string[],
): void {
  const unknown = wanted.find((each) => !there.some((name) => matches(each, name)));
  if (unknown === undefined) return;
  const remedy = there.length === 0 ? "There is none." : `Choose one of: ${there.slice(0, MOST).join(", ")}.`;
  throw failure(2, `No case has the ${what} ${unknown}.`, remedy);
}

const MOST = 20;
