// Which of the cases are run.

import { failure } from "../failure.ts";
import { matches, shorterNames } from "./case-pattern.ts";
import type { SuiteCase } from "./cases.ts";

export interface Selection {
  /** One of these: an id, else text that ids contain, or a pattern with `*` that they fit. */
  readonly filters: readonly string[];
  readonly clients: readonly string[];
  /** With their moment or without. */
  readonly faults: readonly string[];
  /** If given, each must fit this as well. */
  readonly within?: string;
  /** If given, only these ids. */
  readonly only?: ReadonlySet<string>;
}

/**
 * Each part lets all through that is empty. Throws a Failure (2) for a client or a fault that no case has, and if nothing
 * is left.
 */
export function selectCases(cases: readonly SuiteCase[], selection: Selection): SuiteCase[] {
  const { filters, clients, faults, within, only } = selection;
  const ids = new Set(cases.map(({ id }) => id));
  const fits = (filter: string, id: string): boolean =>
    ids.has(filter) ? filter === id : fitsId(filter, id);
  refuseUnknown("client", clients, [...new Set(cases.map(({ client }) => client))]);
  refuseUnknown("fault", faults, [...new Set(cases.flatMap(({ fault }) => shorterNames(fault)))]);
  const chosen = cases.filter(
    (each) =>
      (clients.length === 0 || clients.some((client) => matches(client, each.client))) &&
      (faults.length === 0 || faults.some((fault) => isFault(fault, each))) &&
      (filters.length === 0 || filters.some((filter) => fits(filter, each.id))) &&
      (within === undefined || fits(within, each.id)) &&
      (only === undefined || only.has(each.id)),
  );
  if (chosen.length === 0)
    throw failure(2, `None of the ${cases.length} cases fits.`, "`deadpeer test --list` shows all.");
  return chosen;
}

function isFault(wanted: string, each: SuiteCase): boolean {
  return shorterNames(each.fault).some((name) => matches(wanted, name));
}

function fitsId(filter: string, id: string): boolean {
  return filter.includes("*") ? matches(filter, id) : id.includes(filter);
}

function refuseUnknown(what: "client" | "fault", wanted: readonly string[], there: readonly string[]): void {
  const unknown = wanted.find((each) => !there.some((name) => matches(each, name)));
  if (unknown === undefined) return;
  throw failure(2, `No case has the ${what} ${unknown}.`, `There is ${there.slice(0, MOST).join(", ")}.`);
}

const MOST = 20;
