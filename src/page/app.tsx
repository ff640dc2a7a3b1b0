// The page: the table of all runs, or one run, or two side by side.

import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Entry, PageContent } from "../report/html/content.ts";
import type { RunRecord } from "../timeline/record.ts";
import { loadRun } from "./content.ts";
import { Matrix } from "./matrix.tsx";
import { type View, formatView, useView } from "./view.ts";
import { RunView } from "./run-view.tsx";
import { Foot, Head } from "./frame.tsx";
import { CutShort, Repeated } from "./repeated.tsx";

/**
 * A single run, or two of one scenario, are shown directly; of three, that through a proxy and that without it; more are
 * shown as a table, and so is a suite.
 */
function openingView({ entries }: PageContent): View {
  if (entries[0]?.ofSuite !== undefined) return {};
  if (entries.length === 1) return { run: 0 };
  if (entries.length === 3 && entries[2]?.withoutProxy) return { run: 0, beside: 2 };
  const isPair = entries.length === 2 && entries[0]?.scenario === entries[1]?.scenario;
  return isPair ? { run: 0, beside: 1 } : {};
}

export function App({ content }: { readonly content: PageContent }): JSX.Element {
  const [asked, go] = useView();
  const isThere = (run: number | undefined): boolean => run !== undefined && run < content.entries.length;
  const isSuite = content.entries[0]?.ofSuite !== undefined;
  const view = !isSuite && location.hash.length > 1 && isThere(asked.run) ? asked : openingView(content);
  return (
    <>
      <Head>{content.entries.length > 1 && <RunChooser content={content} view={view} go={go} />}</Head>
      <main>
        <CutShort lines={content.cutShort} />
        {view.run === undefined ? (
          <>
            <Matrix entries={content.entries} compared={content.compared ?? []} open={(run) => go({ run })} />
            <Repeated repeats={content.repeats} />
          </>
        ) : (
          <Runs view={view} go={go} />
        )}
      </main>
      <Foot tool={content.tool} kernel={content.kernel} />
    </>
  );
}

interface Navigation {
  readonly view: View;
  readonly go: (view: View) => void;
}

function Runs({ view, go }: Navigation): JSX.Element {
  const isPair = view.beside !== undefined;
  const { run = 0, beside = 0 } = view;
  return (
    <div class={isPair ? "runs pair" : "runs"}>
      <Loaded index={run} key={`run ${run}`}>
        {(record) => (
          <RunView run={record} at={view.at} select={(at) => go({ ...view, at })} isMain name="run" />
        )}
      </Loaded>
      {isPair && (
        <Loaded index={beside} key={`beside ${beside}`}>
          {(record) => (
            <RunView
              run={record}
              at={view.besideAt}
              select={(besideAt) => go({ ...view, besideAt })}
              isMain={false}
              name="beside"
            />
          )}
        </Loaded>
      )}
    </div>
  );
}

interface LoadedProps {
  readonly index: number;
  readonly children: (run: RunRecord) => ComponentChildren;
}

function Loaded({ index, children }: LoadedProps): JSX.Element {
  const loaded = useMemo(() => tryToLoad(index), [index]);
  if ("run" in loaded) return <>{children(loaded.run)}</>;
  return <p role="alert">This run cannot be read ({loaded.problem}): draw it again from its run.json.</p>;
}

function tryToLoad(index: number): { readonly run: RunRecord } | { readonly problem: string } {
  try {
    return { run: loadRun(index) };
  } catch (error) {
    return { problem: String(error) };
  }
}

function RunChooser({ content, view, go }: Navigation & { readonly content: PageContent }): JSX.Element {
  const { entries } = content;
  if (view.run === undefined) return <></>;
  const choose =
    (key: "run" | "beside") =>
    (value: string): void => {
      const kept = key === "run" ? { beside: view.beside } : { run: view.run, at: view.at };
      go({ ...kept, [key]: value === "" ? undefined : Number(value) });
    };
  const options = entries.map((entry, i) => (
    <option value={i} key={i}>
      {nameOf(entry)}
    </option>
  ));
  return (
    <nav aria-label="Runs">
      {entries.length > 2 && (
        <a href={formatView({})} onClick={() => go({})}>
          All {entries.length} runs
        </a>
      )}
      <label>
        Run
        <select value={view.run} onChange={(event) => choose("run")(event.currentTarget.value)}>
          {options}
        </select>
      </label>
      <label>
        beside
        <select value={view.beside ?? ""} onChange={(event) => choose("beside")(event.currentTarget.value)}>
          <option value="">nothing</option>
          {options}
        </select>
      </label>
    </nav>
  );
}

function nameOf({ source, scenario, title, fault, moment }: Entry): string {
  const what = scenario === "experiment" ? `${fault}@${moment}` : scenario;
  return [source, what, title.slice(0, 60)].filter((part) => part !== undefined).join(" · ");
}
