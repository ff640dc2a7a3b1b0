// What a document says of its runs as a whole: how often each outcome of repeated runs occurred, and which were not made.

import type { JSX } from "preact";
import { formatAnswers } from "../report/answers.ts";
import type { Repeats } from "../timeline/record.ts";

/** That runs are missing, since they were not made any more. */
export function CutShort({ lines }: { readonly lines: readonly string[] }): JSX.Element {
  return (
    <>
      {lines.map((line, i) => (
        <p class="cut-short" key={i}>
          {line}
        </p>
      ))}
    </>
  );
}

export function Repeated({ repeats }: { readonly repeats: readonly Repeats[] }): JSX.Element {
  if (repeats.length === 0) return <></>;
  return (
    <table class="repeats">
      <caption>Repeated runs</caption>
      <thead>
        <tr>
          <th scope="col">run</th>
          <th scope="col">seen as intended</th>
          <th scope="col">what came of it</th>
        </tr>
      </thead>
      <tbody>
        {repeats.map(({ scenario, name, title, times, proven, answers }) => (
          <tr key={`${scenario} ${name}`}>
            <td>{title}</td>
            <td>{`${proven} of ${times}`}</td>
            <td>{formatAnswers(answers)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
