// The terminals: one for each client, and the server's, which is below the buttons where there are several clients; and
// which client the rest of the page is about.

import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { ClientState, LabState, PageOrder } from "../messages.ts";
import { growingRunOf } from "../whose.ts";
import { ClientInput, inputId } from "./client-input.tsx";
import type { Seen } from "./connection.ts";
import { Terminal } from "./terminal.tsx";

interface ClientsProps extends Pick<Seen, "observations"> {
  readonly state: LabState;
  readonly chosen: number;
  readonly choose: (number: number) => void;
  readonly order: (order: PageOrder) => void;
}

export function Clients({ state, observations, chosen, choose, order }: ClientsProps): JSX.Element {
  const { clients, run } = state;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In a row that is wider than its room. The page itself stays where it is.
    const terminal = place.current?.children[chosen - 1];
    if (terminal instanceof HTMLElement) place.current?.scrollTo({ left: besides(terminal) });
  }, [chosen, clients.length]);
  return (
    <div class="terminals" ref={place}>
      {clients.map((client) => (
        <OneClient
          key={`${run} ${client.number}`}
          client={client}
          phase={state.phase}
          isOne={clients.length === 1}
          isChosen={client.number === chosen}
          observations={observations}
          choose={choose}
          order={order}
        />
      ))}
      {clients.length === 1 && <Server state={state} observations={observations} />}
    </div>
  );
}

/** How far its row is scrolled for it to be in the middle. */
function besides({ offsetLeft, offsetWidth, parentElement }: HTMLElement): number {
  const { offsetLeft: from = 0, clientWidth = 0 } = (parentElement ?? {}) as Partial<HTMLElement>;
  return offsetLeft - from - (clientWidth - offsetWidth) / 2;
}

/** Its terminal. */
export function Server({ state, observations }: Pick<ClientsProps, "state" | "observations">): JSX.Element {
  const { server, run, phase } = state;
  const isStarting = phase === "starting";
  // Another run has a terminal of its own: what a screen reader is told of the one before is kept in it.
  return (
    <Terminal
      key={run}
      role="server"
      name="Server"
      command={server}
      run={run}
      isStarting={isStarting}
      observations={observations}
    />
  );
}

interface OneClientProps extends Pick<ClientsProps, "observations" | "choose" | "order"> {
  readonly client: ClientState;
  readonly phase: LabState["phase"];
  readonly isOne: boolean;
  readonly isChosen: boolean;
}

function OneClient(props: OneClientProps): JSX.Element {
  const { client, phase, isOne, isChosen, observations, choose, order } = props;
  const { number, title, command } = client;
  const own = useMemo(() => [...growingRunOf(observations, number)()], [observations, number]);
  return (
    <Terminal
      role="client"
      name={isOne ? "Client" : `Client ${number}: ${title}`}
      command={command}
      run={number}
      isStarting={phase === "starting"}
      observations={own}
      typedAt={() => document.getElementById(inputId(number))?.focus()}
      beside={!isOne && <About number={number} isChosen={isChosen} choose={choose} />}
    >
      <ClientInput number={number} deaf={deafIn(phase, client)} order={order} />
    </Terminal>
  );
}

interface AboutProps extends Pick<ClientsProps, "choose"> {
  readonly number: number;
  readonly isChosen: boolean;
}

/** Of which client the rest of the page is. */
function About({ number, isChosen, choose }: AboutProps): JSX.Element {
  const meaning = `Its steps and drawing: the steps, the buttons and the drawing are about client ${number}`;
  return (
    <label class="about" title={meaning}>
      <input
        type="radio"
        name="about"
        checked={isChosen}
        onChange={() => choose(number)}
        aria-label={meaning}
      />
      Its steps and drawing
    </label>
  );
}

function deafIn(phase: LabState["phase"], { deaf }: ClientState): string | undefined {
  if (phase === "starting") return "not connected yet";
  if (phase !== "open") return "the run is over";
  return deaf;
}
