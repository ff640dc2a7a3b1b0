// The section's statements, each with what was seen and where.

import type { JSX } from "preact";
import { sanitize } from "../report/sanitize.ts";
import type { RunRecord } from "../timeline/record.ts";
import { formatMoment } from "./format.ts";

interface StatementsProps {
  readonly run: RunRecord;
  readonly select?: ((id: number) => void) | undefined;
}

export function Statements({ run, select }: StatementsProps): JSX.Element {
  if (run.statements.length === 0) return <></>;
  const count = (outcome: string): number => run.statements.filter((each) => each.outcome === outcome).length;
  return (
    <div class="scroll" role="region" tabindex={0} aria-label="The section's statements">
      <table class="statements">
        <caption>
          What the section says: {count("holds")} hold, {count("differs")} differ, {count("unknown")} unknown
        </caption>
        <thead>
          <tr>
            <th scope="col">outcome</th>
            <th scope="col">statement</th>
            <th scope="col">seen</th>
            <th scope="col">at</th>
          </tr>
        </thead>
        <tbody>
          {run.statements.map(({ id, text, outcome, note, because }) => (
            <tr key={id}>
              <td class={outcome}>{outcome}</td>
              <td>
                <span class="id">{id}</span> {text}
              </td>
              <td>{sanitize(note)}</td>
              <td>
                {because.map((observation) => (
                  <Evidence key={observation} run={run} id={observation} select={select} />
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface EvidenceProps extends StatementsProps {
  readonly id: number;
}

/** Without JavaScript there is nothing to select. */
function Evidence({ run, id, select }: EvidenceProps): JSX.Element {
  const atNs = run.observations[id - 1]?.atNs ?? 0;
  if (select === undefined) return <span class="evidence">{formatMoment(atNs)} </span>;
  return (
    <button type="button" class="evidence" onClick={() => select(id)}>
      {formatMoment(atNs)}
    </button>
  );
}
