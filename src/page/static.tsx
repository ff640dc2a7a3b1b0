// The page without JavaScript: for each run the verdict, the expectations and the statements.

import type { JSX } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Entry, PageContent, StaticPage } from "../report/html/content.ts";
import { sanitize } from "../report/sanitize.ts";
import type { RunRecord } from "../timeline/record.ts";
import { Foot, Head } from "./frame.tsx";
import { CutShort, Repeated } from "./repeated.tsx";
import { Statements } from "./statements.tsx";
import { VerdictCard } from "./verdict-card.tsx";
import { showOnlyVisibleText } from "./visible-text.ts";

showOnlyVisibleText();

export const renderStatic: StaticPage["renderStatic"] = (content, runs) =>
  renderToString(<Static content={content} runs={runs} />);

interface StaticProps {
  readonly content: PageContent;
  readonly runs: readonly RunRecord[];
}

function Static({ content, runs }: StaticProps): JSX.Element {
  const isWhole = runs.length === content.entries.length;
  return (
    <>
      <Head />
      <main>
        <p class="note">
          The ladder of segments, states and processes needs JavaScript. The verdict on it is below.
        </p>
        <CutShort lines={content.cutShort} />
        {isWhole ? (
          runs.map((run, i) => (
            <section key={i}>
              <VerdictCard run={run} />
              <Statements run={run} />
            </section>
          ))
        ) : (
          <Entries entries={content.entries} />
        )}
        <Repeated repeats={content.repeats} />
      </main>
      <Foot tool={content.tool} kernel={content.kernel} />
    </>
  );
}

function Entries({ entries }: { readonly entries: readonly Entry[] }): JSX.Element {
  return (
    <table>
      <caption>{entries.length} runs</caption>
      <thead>
        <tr>
          <th scope="col">client</th>
          <th scope="col">fault</th>
          <th scope="col">grade</th>
          <th scope="col">verdict</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ title, fault, moment, grade, headline }, i) => (
          <tr key={i}>
            <td>{sanitize(title)}</td>
            <td>{`${fault}@${moment}`}</td>
            <td>{grade}</td>
            <td>{sanitize(headline)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
