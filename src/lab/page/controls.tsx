// The buttons for what can happen, in groups. One that is off stays where it is, and says why.

import type { JSX } from "preact";
import { useKept } from "./kept.ts";
import type { Button, ClientState, LabState, PageOrder } from "../messages.ts";

const groups: readonly (readonly [Button["group"], string])[] = [
  ["process", "The server's process"],
  ["connection", "Its end of the connection"],
  ["look", "Look"],
  ["host", "The server's host"],
  ["cable", "The cable"],
  ["time", "For a time"],
  ["clients", "More clients"],
];

interface ControlsProps {
  readonly client: ClientState;
  readonly state: Pick<LabState, "clients">;
  readonly order: (order: PageOrder) => void;
  /** Shows why a button is off. */
  readonly explain: (text: string) => void;
}

export function Controls({ client, state, order, explain }: ControlsProps): JSX.Element {
  const { number, title, buttons } = client;
  const { clients } = state;
  const about = clients.length === 1 ? undefined : `client ${number} (${title})`;
  return (
    <section class="controls" aria-label={about ? `What can happen to ${about}` : "What can happen"}>
      {about && <h2>{`What can happen to client ${number}`}</h2>}
      {groups.map(([group, name]) => {
        const own = buttons.filter((button) => button.group === group);
        if (own.length === 0) return undefined;
        const shown = own.map((button) => (
          <OneButton key={button.id} button={button} order={order} explain={explain} />
        ));
        // What a reader needs later takes no room before.
        if (group === "time")
          return (
            <details class="group" key={group}>
              <summary>{name}</summary>
              <div class="buttons">{shown}</div>
            </details>
          );
        return (
          <div class="group" role="group" aria-label={name} key={group}>
            <h3>{name}</h3>
            {shown}
          </div>
        );
      })}
    </section>
  );
}

type OneButtonProps = Pick<ControlsProps, "order" | "explain"> & { readonly button: Button };

function OneButton({ button, order, explain }: OneButtonProps): JSX.Element {
  const { id, label, hint, off, amount } = button;
  const isOff = off !== undefined;
  const [number, setNumber] = useKept(`amount ${id}`, String(amount?.usual));
  const press = (): void => {
    if (isOff) return explain(`${label}: not now, ${off}.`);
    if (amount === undefined || button.order.do !== "fault") return order(button.order);
    const { least, most, unit } = amount;
    const chosen = Number(number);
    if (Number.isInteger(chosen) && chosen >= least && chosen <= most)
      order({ ...button.order, amount: chosen });
    else explain(`${label}: choose a whole number of ${unit} from ${least} to ${most}.`);
  };
  return (
    <span class="one">
      <button
        type="button"
        id={`do-${id}`}
        title={isOff ? `Not now: ${off}.` : hint}
        aria-describedby={`why-${id}`}
        aria-disabled={isOff}
        onClick={press}
      >
        {label}
      </button>
      {amount && (
        <label class="amount">
          <span class="unseen">{`${label}: how many`}</span>
          <input
            type="text"
            inputmode="numeric"
            value={number}
            onInput={(event) => setNumber(event.currentTarget.value)}
          />{" "}
          {amount.unit === "ms" ? "ms" : "bytes/s"}
        </label>
      )}
      <span id={`why-${id}`} class="unseen hint">
        {isOff ? `Not now: ${off}.` : hint}
      </span>
    </span>
  );
}
