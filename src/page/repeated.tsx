// How often each outcome of repeated runs occurred.

import type { JSX } from "preact";
import { formatAnswers } from "../report/answers.ts";
import type { Repeats } from "../timeline/record.ts";

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
