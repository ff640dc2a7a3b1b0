// The lab's page: the terminals, what can happen, the ladder between the hosts, and how things are now.

import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { Head } from "../../page/frame.tsx";
import type { ClientState, LabState, PageOrder } from "../messages.ts";
import { growingRunOf } from "../whose.ts";
import { Cards } from "./cards.tsx";
import { Clients, Server } from "./clients.tsx";
import { type Seen, send } from "./connection.ts";
import { Controls } from "./controls.tsx";
import { Held } from "./held.tsx";
import { Part, useKept } from "./kept.ts";
import { Live } from "./live.tsx";
import { goBack } from "./todo.tsx";
import { Whole } from "./whole.tsx";
import { Words } from "./words.tsx";

interface AppProps {
  readonly seen: Seen;
}

export function App({ seen: { state, observations, isConnected, offers } }: AppProps): JSX.Element {
  const [said, say] = useState("");
  const [chosen, choose] = useKept("client", { run: 0, number: 1 });
  const first = useRef<string>(undefined);
  if (state === undefined) return <p role="status">The lab is starting …</p>;
  const { run, clients, notes } = state;
  const order = (what: PageOrder): void => {
    say("");
    // Whoever starts a client wants to see it.
    if (what.do === "another") choose({ run, number: clients.length + 1 });
    void send(what).then((problem) => problem && say(problem));
  };
  const number = chosen.run === run ? Math.min(chosen.number, clients.length) : 1;
  const client = clients.find((each) => each.number === number) ?? clients[0];
  const part = `${run} ${number}`;
  first.current ??= part;
  const isWalk = client !== undefined && client.cards.length > 0;
  const looks = ["lab", isWalk && "walk", clients.length > 1 && "several"].filter(Boolean).join(" ");
  return (
    <>
      <Head>
        <Whole state={state} offers={offers} order={order} />
      </Head>
      <main class={looks}>
        <Banner state={state} isConnected={isConnected} />
        <p class="said" role="status">
          {said || notes.at(-1) || ""}
        </p>
        {isWalk && (
          <Part.Provider value={part}>
            <Walk key={part} client={client} state={state} order={order} isFirst={part === first.current} />
          </Part.Provider>
        )}
        <div class="stage" onKeyDown={goBack}>
          <Clients
            state={state}
            observations={observations}
            chosen={number}
            choose={(next) => choose({ run, number: next })}
            order={order}
          />
          {client && (
            <Part.Provider value={part}>
              <OfClient key={part} {...{ client, state, observations, order }} explain={say} />
            </Part.Provider>
          )}
        </div>
      </main>
    </>
  );
}

interface WalkProps {
  readonly client: ClientState;
  readonly state: LabState;
  readonly order: (order: PageOrder) => void;
  readonly isFirst: boolean;
}

/** What a section is about, and its steps. */
function Walk({ client, state, order, isFirst }: WalkProps): JSX.Element {
  const { introduction } = state;
  return (
    <aside aria-label="The section">
      <p>{introduction}</p>
      <p class="source">
        From the book “UNIX Network Programming” by W. Richard Stevens, which you need not have read.
      </p>
      <Words introduction={introduction} cards={client.cards} />
      <Cards client={client} state={state} order={order} isFirst={isFirst} />
    </aside>
  );
}

interface OfClientProps {
  readonly client: ClientState;
  readonly state: LabState;
  readonly observations: Seen["observations"];
  readonly order: (order: PageOrder) => void;
  readonly explain: (text: string) => void;
}

/** What can be done to one of the clients, and its drawing. */
function OfClient({ client, state, observations, order, explain }: OfClientProps): JSX.Element {
  const { number, asCommand } = client;
  const own = useMemo(() => [...growingRunOf(observations, number)()], [observations, number]);
  return (
    <>
      <div class="side">
        <Controls {...{ client, state, order, explain }} />
        {state.clients.length > 1 && <Server state={state} observations={observations} />}
      </div>
      <Held held={state.held} order={order} />
      <Live observations={own} leftOut={state.leftOut} />
      <Command asCommand={asCommand} />
    </>
  );
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

function Command({ asCommand }: Pick<ClientState, "asCommand">): JSX.Element {
  return (
    <section class="as-command" aria-label="What you did, as a command">
      <h3>What you did, as a command</h3>
      {"line" in asCommand ? (
        <>
          <pre tabindex={0}>{asCommand.line}</pre>
          {asCommand.line.endsWith("--then") && (
            <p>“--then” with nothing behind it: nothing is typed after that was done to the server.</p>
          )}
        </>
      ) : (
        <p>{`There is none: ${asCommand.why}.`}</p>
      )}
    </section>
  );
}
