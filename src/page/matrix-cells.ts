// Runs arranged as a table: a row for each client, a column for each fault. Runs with the same outcome share a mark.

import type { Entry } from "../report/html/content.ts";

export interface Filter {
  readonly text: string;
  /** Each of the others empty: any. */
  readonly client: string;
  /** With its moment: `kill@idle`. */
  readonly fault: string;
  readonly outcome: string;
  readonly noticed: string;
}

export const everything: Filter = { text: "", client: "", fault: "", outcome: "", noticed: "" };

/** Runs of one client and one fault with the same verdict; the first of them stands for all. */
export interface Cell {
  readonly run: number;
  readonly entry: Entry;
  readonly times: number;
}

export interface MatrixRow {
  readonly name: string;
  readonly cells: ReadonlyMap<string, readonly Cell[]>;
}

export interface Arranged {
  readonly rows: readonly MatrixRow[];
  readonly columns: readonly string[];
  /** Runs that the filter lets through. */
  readonly shown: number;
}

/** Rows and columns in the order in which they first occur. */
export function arrange(entries: readonly Entry[], filter: Filter): Arranged {
  const rows = new Map<string, Map<string, Cell[]>>();
  const columns = new Set<string>();
  let shown = 0;
  entries.forEach((entry, run) => {
    if (!passes(entry, filter)) return;
    shown += 1;
    const column = columnName(entry);
    columns.add(column);
    const cells = rows.get(rowName(entry)) ?? new Map<string, Cell[]>();
    rows.set(rowName(entry), cells);
    const alike = cells.get(column) ?? [];
    cells.set(column, addRun(alike, { run, entry, times: 1 }));
  });
  return {
    rows: [...rows].map(([name, cells]) => ({ name, cells })),
    columns: [...columns],
    shown,
  };
}

/** A case of a suite may be called otherwise. The deaths of a story have a column each, also where two are of one kind. */
export function columnName({ fault, moment, death, ofSuite }: Entry): string {
  if (ofSuite?.column !== undefined) return ofSuite.column;
  const what = `${fault}@${moment}`;
  return death === undefined ? what : `death ${death}: ${what}`;
}

/** A section's clients are its own. Other scenarios have no number. */
export function isOfSection({ scenario, ofSuite }: Entry): boolean {
  return ofSuite === undefined && /^\d/.test(scenario);
}

/** Of a case of a suite; the grade of any other run. */
export function outcomeOf({ ofSuite, grade }: Entry): string {
  return ofSuite?.outcome ?? grade;
}

/** In a section the run's title says which client it is, in a suite its name; elsewhere its command does. */
export function rowName({ scenario, title, client, withoutProxy, ofSuite }: Entry): string {
  if (ofSuite !== undefined) return ofSuite.client;
  if (withoutProxy) return `${client} (without the proxy)`;
  return scenario === "experiment" ? client : `${scenario} ${title}`;
}

function addRun(cells: readonly Cell[], cell: Cell): Cell[] {
  const isAlike = ({ entry }: Cell): boolean =>
    entry.ofSuite === undefined &&
    entry.grade === cell.entry.grade &&
    entry.noticed === cell.entry.noticed &&
    entry.patience === cell.entry.patience &&
    entry.reaction === cell.entry.reaction;
  if (!cells.some(isAlike)) return [...cells, cell];
  return cells.map((each) => (isAlike(each) ? { ...each, times: each.times + 1 } : each));
}

function passes(entry: Entry, { text, client, fault, outcome, noticed }: Filter): boolean {
  const words = [entry.client, entry.server, entry.title, entry.scenario, entry.fault, entry.source ?? ""];
  words.push(entry.ofSuite?.client ?? "", entry.ofSuite?.outcome ?? "");
  return (
    fits(client, rowName(entry)) &&
    fits(fault, columnName(entry)) &&
    fits(outcome, outcomeOf(entry)) &&
    fits(noticed, entry.noticed) &&
    words.join("\n").toLowerCase().includes(text.toLowerCase())
  );
}

function fits(wanted: string, there: string): boolean {
  return wanted === "" || wanted === there;
}
