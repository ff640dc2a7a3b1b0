// The lab's page: the terminals, what can happen, the ladder between the hosts, and how things are now.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { Head } from "../../page/frame.tsx";
import { Ladder } from "../../page/ladder.tsx";
import { Processes, Sockets } from "../../page/snapshot-panel.tsx";
import { StateDiagram } from "../../page/state-diagram.tsx";
import { drawUnfinished } from "../../picture/picture.ts";
import { takeLatest } from "../../picture/snapshot.ts";
import { inOrderOfTime } from "../../timeline/in-order.ts";
import type { LabState, PageOrder } from "../messages.ts";
import { Cards } from "./cards.tsx";
import { ClientInput, INPUT_ID } from "./client-input.tsx";
import { type Seen, send } from "./connection.ts";
import { Controls } from "./controls.tsx";
import { Terminal } from "./terminal.tsx";
import { Whole } from "./whole.tsx";

interface AppProps {
  readonly seen: Seen;
}

export function App({ seen: { state, observations, isConnected } }: AppProps): JSX.Element {
  const [said, say] = useState("");
  if (state === undefined) return <p role="status">The lab is starting …</p>;
  const order = (what: PageOrder): void => {
    say("");
    void send(what).then((problem) => problem && say(problem));
  };
  const { run, commands, cards, buttons, held, notes } = state;
  const isWalk = cards.length > 0;
  return (
    <>
      <Head>
        <Whole state={state} order={order} />
      </Head>
      <main class={isWalk ? "lab walk" : "lab"}>
        <Banner state={state} isConnected={isConnected} />
        <p class="said" role="status">
          {said || notes.at(-1) || ""}
        </p>
        {isWalk && (
          <aside>
            <p>{state.introduction}</p>
            <Cards key={run} cards={cards} />
          </aside>
        )}
        <div class="stage">
          <div class="terminals">
            <Terminal
              role="client"
              command={commands.client}
              run={run}
              observations={observations}
              typedAt={() => document.getElementById(INPUT_ID)?.focus()}
            >
              <ClientInput deaf={deafIn(state)} order={order} />
            </Terminal>
            <Terminal role="server" command={commands.server} run={run} observations={observations} />
          </div>
          <Controls buttons={buttons} held={held} order={order} explain={say} />
          <Live observations={observations} leftOut={state.leftOut} />
          <Command asCommand={state.asCommand} />
        </div>
      </main>
    </>
  );
}

function deafIn({ phase, deaf }: LabState): string | undefined {
  if (phase === "starting") return "not connected yet";
  if (phase !== "open") return "the run is over";
  return deaf && `${deaf}: begin again`;
}

function Banner({
  state: { phase, notes },
  isConnected,
}: {
  readonly state: LabState;
  readonly isConnected: boolean;
}): JSX.Element {
  if (phase === "saved") return <p class="banner" role="alert">{`The lab is over. ${notes.at(-1) ?? ""}`}</p>;
  if (isConnected) return <></>;
  return (
    <p class="banner" role="alert">
      The lab cannot be reached: it may have ended. Trying again …
    </p>
  );
}

function Command({ asCommand }: Pick<LabState, "asCommand">): JSX.Element {
  return (
    <section class="as-command" aria-label="What you did, as a command">
      <h3>What you did, as a command</h3>
      {"line" in asCommand ? (
        <pre tabindex={0}>{asCommand.line}</pre>
      ) : (
        <p>{`There is none: ${asCommand.why}.`}</p>
      )}
    </section>
  );
}

type LiveProps = Pick<Seen, "observations"> & { readonly leftOut: number };

/** The ladder, the newest row in sight unless another was chosen; and how things are now. */
function Live({ observations, leftOut }: LiveProps): JSX.Element {
  const [chosen, choose] = useState<number>();
  const inOrder = useMemo(() => inOrderOfTime(observations), [observations]);
  const picture = useMemo(() => drawUnfinished(inOrder), [inOrder]);
  const latest = useMemo(() => takeLatest(picture, inOrder), [picture, inOrder]);
  const last = Math.max(0, picture.rows.length - 1);
  const row = chosen === undefined || chosen >= last ? last : chosen;
  return (
    <>
      {leftOut > 0 && (
        <p class="note">{`${leftOut} observations are not drawn here: there are too many. All are saved.`}</p>
      )}
      <Ladder
        id="live"
        run={{ title: "what happens now", observations: inOrder }}
        picture={picture}
        row={row}
        select={(next) => choose(next >= last ? undefined : next)}
        takesFocus={false}
      />
      {row < last && (
        <button type="button" class="newest" onClick={() => choose(undefined)}>
          To the newest
        </button>
      )}
      <div class="panels">
        <div class="tables">
          <Sockets snapshot={latest} />
          <Processes snapshot={latest} />
        </div>
        <StateDiagram client={latest.states.client} server={latest.states.server} />
      </div>
    </>
  );
}
