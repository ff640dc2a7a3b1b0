// Many runs: clients against faults, or a list of sections. A cell has two marks: how the client noticed, and what it did.

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { sanitize } from "../report/sanitize.ts";
import type { Entry } from "../report/html/content.ts";
import { moveByArrow, useSlash } from "./matrix-keys.ts";
import { FIRST_ROWS, Row } from "./matrix-row.tsx";
import { SectionList } from "./section-list.tsx";
import { ChangeMark, changeNames, changes } from "./change-mark.tsx";
import { NoticedMark, PatienceMark, ReactionMark } from "./marks.tsx";
import { useFilter } from "./matrix-address.ts";
import {
  type Arranged,
  type Filter,
  arrange,
  columnName,
  isOfSection,
  outcomeOf,
  rowName,
} from "./matrix-cells.ts";
import { namesOf, noticedWords, patienceWords, reactions } from "../timeline/words.ts";

interface MatrixProps {
  readonly entries: readonly Entry[];
  /** What has changed since earlier results, in sentences. */
  readonly compared: readonly string[];
  readonly open: (run: number) => void;
}

export function Matrix({ entries, compared, open }: MatrixProps): JSX.Element {
  const [filter, setFilter] = useFilter();
  useSlash();
  const { rows, columns, shown } = useMemo(() => arrange(entries, filter), [entries, filter]);
  return (
    <section class="matrix">
      <h1>{headingOf(entries)}</h1>
      {compared.map((line) => (
        <p key={line}>{sanitize(line)}</p>
      ))}
      <Filters entries={entries} filter={filter} change={setFilter} shown={shown} />
      {entries.every(isOfSection) ? (
        <SectionList rows={rows} open={open} />
      ) : (
        <Table rows={rows} columns={columns} open={open} />
      )}
      <Legend isCompared={compared.length > 0} />
    </section>
  );
}

function headingOf(entries: readonly Entry[]): string {
  if (entries.every(isOfSection)) return `${entries.length} runs of the book's sections`;
  return `${entries.length} ${entries[0]?.ofSuite === undefined ? "runs" : "cases"}: clients against faults`;
}

interface TableProps extends Pick<Arranged, "rows" | "columns"> {
  readonly open: (run: number) => void;
}

function Table({ rows, columns, open }: TableProps): JSX.Element {
  return (
    <div class="scroll" role="region" tabindex={0} aria-label="Clients against faults">
      <table onKeyDown={moveByArrow}>
        <thead>
          <tr>
            <th scope="col">client</th>
            {columns.map((column) => (
              <th scope="col" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <Row key={row.name} row={row} columns={columns} open={open} isFirst={i < FIRST_ROWS} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface FiltersProps {
  readonly entries: readonly Entry[];
  readonly filter: Filter;
  readonly change: (filter: Filter) => void;
  readonly shown: number;
}

function Filters({ entries, filter, change, shown }: FiltersProps): JSX.Element {
  const there = useMemo(
    () => ({
      client: distinct(entries, rowName),
      fault: distinct(entries, columnName),
      outcome: distinct(entries, outcomeOf),
    }),
    [entries],
  );
  const choice = (key: Exclude<keyof Filter, "text">, words: readonly string[]): JSX.Element => (
    <label>
      {key}
      <select
        value={filter[key]}
        onChange={(event) => change({ ...filter, [key]: event.currentTarget.value })}
      >
        <option value="">any</option>
        {words.map((word) => (
          <option key={word} value={word}>
            {sanitize(word, 60)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        containing
        <input
          type="search"
          value={filter.text}
          onInput={(event) => change({ ...filter, text: event.currentTarget.value })}
        />
      </label>
      {choice("client", there.client)}
      {choice("fault", there.fault)}
      {choice("outcome", there.outcome)}
      {choice("noticed", namesOf(noticedWords))}
      <output>{shown} shown</output>
    </form>
  );
}

function distinct(entries: readonly Entry[], of: (entry: Entry) => string): string[] {
  return [...new Set(entries.map(of))];
}

function Legend({ isCompared }: { readonly isCompared: boolean }): JSX.Element {
  return (
    <ul class="legend" aria-label="What the marks mean">
      {isCompared &&
        changeNames.map((change) => (
          <li key={change}>
            <ChangeMark change={change} /> {change}: {changes[change].meaning}
          </li>
        ))}
      {namesOf(noticedWords).map((noticed) => (
        <li key={noticed}>
          <NoticedMark noticed={noticed} /> {noticed}: {noticedWords[noticed]}
        </li>
      ))}
      {namesOf(patienceWords).map((patience) => (
        <li key={`patience ${patience}`}>
          <PatienceMark patience={patience} /> {patience}: {patienceWords[patience]}
        </li>
      ))}
      {namesOf(reactions).map((reaction) => (
        <li key={reaction}>
          <ReactionMark reaction={reaction} /> {reaction}: {reactions[reaction]}
        </li>
      ))}
    </ul>
  );
}
