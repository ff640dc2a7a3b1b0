// The buttons for what can happen, in groups. One that is off stays where it is, and says why.

import type { JSX } from "preact";
import type { Button, HeldSegment, PageOrder } from "../messages.ts";

const groups: readonly (readonly [Button["group"], string])[] = [
  ["process", "The server's process"],
  ["connection", "Its end of the connection"],
  ["host", "Its host"],
  ["cable", "The cable"],
  ["look", "Look"],
];

interface ControlsProps {
  readonly buttons: readonly Button[];
  readonly held: readonly HeldSegment[];
  readonly order: (order: PageOrder) => void;
  /** Shows why a button is off. */
  readonly explain: (text: string) => void;
}

export function Controls({ buttons, held, order, explain }: ControlsProps): JSX.Element {
  return (
    <section class="controls" aria-label="What can happen">
      {groups.map(([group, name]) => {
        const own = buttons.filter((button) => button.group === group);
        return (
          own.length > 0 && (
            <div class="group" role="group" aria-label={name} key={group}>
              <h3>{name}</h3>
              <div class="buttons">
                {own.map((button) => (
                  <OneButton key={button.id} button={button} order={order} explain={explain} />
                ))}
              </div>
              {group === "cable" && held.length > 0 && <Held held={held} order={order} />}
            </div>
          )
        );
      })}
    </section>
  );
}

type OneButtonProps = Pick<ControlsProps, "order" | "explain"> & { readonly button: Button };

function OneButton({ button, order, explain }: OneButtonProps): JSX.Element {
  const { id, label, hint, off } = button;
  const isOff = off !== undefined;
  return (
    <>
      <button
        type="button"
        id={`do-${id}`}
        title={isOff ? `Not now: ${off}.` : hint}
        aria-describedby={`why-${id}`}
        aria-disabled={isOff}
        onClick={() => (isOff ? explain(`${label}: not now, ${off}.`) : order(button.order))}
      >
        {label}
      </button>
      <span id={`why-${id}`} class="unseen">
        {isOff ? `Not now: ${off}.` : hint}
      </span>
    </>
  );
}

function Held({ held, order }: Pick<ControlsProps, "held" | "order">): JSX.Element {
  return (
    <ol class="held" aria-label="Held on the wire, the oldest first">
      {held.map(({ frame, text, direction }) => (
        <li key={frame}>
          <b>{text}</b> {direction}{" "}
          <button type="button" onClick={() => order({ do: "release-one", frame })}>
            Release this one
          </button>
        </li>
      ))}
    </ol>
  );
}
