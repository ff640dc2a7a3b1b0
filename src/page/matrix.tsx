// Many runs: clients against faults. A cell has two marks: how the client noticed, and what it did.

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { sanitize } from "../report/sanitize.ts";
import type { Entry } from "../report/html/content.ts";
import { moveByArrow, useSlash } from "./matrix-keys.ts";
import { ChangeMark, changeNames, changes, describeChange } from "./change-mark.tsx";
import { NoticedMark, PatienceMark, ReactionMark } from "./marks.tsx";
import { useFilter } from "./matrix-address.ts";
import { type Cell, type Filter, arrange, columnName, outcomeOf, rowName } from "./matrix-cells.ts";
import { namesOf, noticedWords, patienceWords, reactions } from "../timeline/words.ts";
import { formatView } from "./view.ts";

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
      <h1>
        {entries.length} {entries[0]?.ofSuite === undefined ? "runs" : "cases"}: clients against faults
      </h1>
      {compared.map((line) => (
        <p key={line}>{sanitize(line)}</p>
      ))}
      <Filters entries={entries} filter={filter} change={setFilter} shown={shown} />
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
            {rows.map(({ name, cells }) => (
              <tr key={name}>
                <th scope="row">{sanitize(name, 120)}</th>
                {columns.map((column) => (
                  <td key={column}>
                    {cells.get(column)?.map((cell) => (
                      <CellMark key={cell.run} cell={cell} open={open} />
                    ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Legend isCompared={compared.length > 0} />
    </section>
  );
}

function CellMark({
  cell,
  open,
}: {
  readonly cell: Cell;
  readonly open: (run: number) => void;
}): JSX.Element {
  const { run, entry, times } = cell;
  const outcome = entry.ofSuite?.outcome ?? entry.grade;
  const first = entry.patience ?? `noticed ${entry.noticed}`;
  const change = entry.ofSuite?.change;
  const label = `${outcome}: ${first}, ${entry.reaction}${times > 1 ? `, ${times} runs` : ""}${describeChange(change)}`;
  const follow = (event: MouseEvent): void => {
    if (entry.ofSuite !== undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(run);
  };
  const marks = (
    <>
      {entry.patience === undefined ? (
        <NoticedMark noticed={entry.noticed} />
      ) : (
        <PatienceMark patience={entry.patience} />
      )}
      <ReactionMark reaction={entry.reaction} />
      {change && <ChangeMark change={change.name} />}
      {times > 1 && <span class="times">×{times}</span>}
    </>
  );
  const about = {
    class: `cell ${entry.grade} ${outcome}`,
    "aria-label": label,
    title: `${label}\n${sanitize(entry.headline)}`,
  };
  const href = addressOf(entry, run);
  if (href === undefined) {
    return (
      <span role="img" {...about}>
        {marks}
      </span>
    );
  }
  return (
    <a href={href} onClick={follow} {...about}>
      {marks}
    </a>
  );
}

/** For a case of a suite its own page; undefined if no run was made. */
function addressOf({ ofSuite }: Entry, run: number): string | undefined {
  return ofSuite === undefined ? formatView({ run }) : ofSuite.page;
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
