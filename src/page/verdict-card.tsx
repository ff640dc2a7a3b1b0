// The verdict in sentences, its marks, and the moments it refers to.

import type { JSX } from "preact";
import type { Landmark } from "../picture/landmarks.ts";
import { BELIEF_HEADINGS, beliefRows } from "../report/belief-rows.ts";
import { ledgerRows, otherEndOf } from "../report/ledger-rows.ts";
import { sanitize } from "../report/sanitize.ts";
import type { RunRecord } from "../timeline/record.ts";
import { beliefWords, lookUp } from "../timeline/words.ts";
import { formatMoment } from "./format.ts";
import { NoticedMark, PatienceMark, ReactionMark } from "./marks.tsx";

interface VerdictCardProps {
  readonly run: RunRecord;
  readonly landmarks?: readonly Landmark[];
  readonly select?: (id: number) => void;
}

export function VerdictCard({ run, landmarks = [], select }: VerdictCardProps): JSX.Element {
  const { verdict } = run;
  const [first = "", ...others] = verdict.summary;
  return (
    <div class={`verdict ${verdict.grade}`}>
      <h1>{sanitize(run.title)}</h1>
      <p class="headline">{sanitize(first.replace(/\.$/, ""))}.</p>
      {others.map((sentence) => (
        <p key={sentence}>{sanitize(sentence)}</p>
      ))}
      <p class="marks">
        <span class={`grade ${verdict.grade}`}>{verdict.grade}</span>
        {verdict.patience !== undefined && (
          <>
            <PatienceMark patience={verdict.patience} /> {verdict.patience}
          </>
        )}
        {verdict.patience === undefined && (
          <>
            <NoticedMark noticed={verdict.noticed} /> noticed {verdict.noticed}
          </>
        )}
        <ReactionMark reaction={verdict.reaction} /> {verdict.reaction}
      </p>
      {landmarks.length > 0 && (
        <ol class="landmarks" aria-label="The moments that the verdict refers to">
          {landmarks.map(({ name, id, atNs }) => (
            <li key={`${name} ${id}`}>
              <button type="button" onClick={() => select?.(id)}>
                <b>{sanitize(name, 80)}</b> {formatMoment(atNs)}
              </button>
            </li>
          ))}
        </ol>
      )}
      <LedgerTable run={run} />
      <BeliefTable run={run} />
      <Expectations run={run} />
    </div>
  );
}

/** A section's statements have the details; a run of an earlier version has no ledger. */
function LedgerTable({ run }: { readonly run: RunRecord }): JSX.Element {
  const { control, verdict } = run;
  const rows =
    control === undefined || verdict.ledger === undefined ? [] : ledgerRows(verdict.ledger, otherEndOf(run));
  if (rows.length === 0) return <></>;
  return (
    <table class="ledger">
      <caption>Where everything got to</caption>
      <tbody>
        {rows.map(({ what, where, meaning, isLost }, i) => (
          <tr key={i} class={isLost ? "lost" : ""}>
            <th scope="row">{what}</th>
            <td>{where}</td>
            <td>{sanitize(meaning)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BeliefTable({ run: { control, verdict } }: { readonly run: RunRecord }): JSX.Element {
  const rows = control === undefined ? [] : beliefRows(verdict.ledger);
  if (rows.length === 0) return <></>;
  return (
    <table class="ledger">
      <caption>What the client believes, and what the server has</caption>
      <thead>
        <tr>
          {BELIEF_HEADINGS.map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ what, believed, done, so, why, word }, i) => (
          <tr key={i} class={word === "false-success" || word === "duplicate" ? "lost" : ""}>
            <th scope="row">{what}</th>
            <td>{believed}</td>
            <td>{done}</td>
            <td>
              <b>{so}</b>
              {` (${why === "" ? lookUp(beliefWords, word) : why})`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Expectations({ run: { expectations, verdict } }: { readonly run: RunRecord }): JSX.Element {
  if (verdict.grade === "inconclusive" || expectations.length === 0) return <></>;
  return (
    <ul class="expectations" aria-label="What was expected">
      {expectations.map(({ expected, observed, outcome }) => (
        <li key={expected} class={outcome}>
          <b>{outcome}</b> {expected}
          {outcome !== "pass" && `, observed ${sanitize(observed, 200)}`}
        </li>
      ))}
    </ul>
  );
}
