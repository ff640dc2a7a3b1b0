// The line that is typed to the client: an ordinary text field, so that every keyboard, input method and screen reader can.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PageOrder } from "../messages.ts";

interface ClientInputProps {
  /** The client's. */
  readonly number: number;
  /** Why nothing can be typed. */
  readonly deaf: string | undefined;
  readonly order: (order: PageOrder) => void;
}

/** So that whoever types into the screen above gets here. */
export function inputId(number: number): string {
  return `client-input-${number}`;
}

export function ClientInput({ number, deaf, order }: ClientInputProps): JSX.Element {
  const [text, setText] = useState("");
  const isOff = deaf !== undefined;
  const id = inputId(number);
  const say = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isOff) return;
    order({ do: "say", text, client: number });
    setText("");
  };
  const pressKey = (key: "ctrl-c" | "ctrl-d"): void => order({ do: "press", key, client: number });
  const press = (event: KeyboardEvent): void => {
    const key = event.ctrlKey && !event.altKey && !event.metaKey ? keyFor(event) : undefined;
    if (key === undefined || isOff) return;
    event.preventDefault();
    pressKey(key);
  };
  return (
    <form class="say" onSubmit={say}>
      <label for={id}>
        <span class={isOff ? "unseen" : ""}>
          {number === 1 ? "Type to the client" : `Type to client ${number}`}
        </span>
        {isOff && ` Not now: ${deaf}.`}
      </label>
      <input
        id={id}
        type="text"
        value={text}
        autocomplete="off"
        spellcheck={false}
        maxlength={1000}
        placeholder={isOff ? "" : "a line"}
        aria-disabled={isOff}
        readOnly={isOff}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={press}
      />
      <button type="submit" aria-disabled={isOff}>
        Return
      </button>
      <Key isOff={isOff} title="The end of its input" press={() => pressKey("ctrl-d")}>
        Ctrl-D
      </Key>
      <Key isOff={isOff} title="Interrupts it" press={() => pressKey("ctrl-c")}>
        Ctrl-C
      </Key>
    </form>
  );
}

interface KeyProps {
  readonly isOff: boolean;
  readonly title: string;
  readonly press: () => void;
  readonly children: string;
}

function Key({ isOff, title, press, children }: KeyProps): JSX.Element {
  return (
    <button type="button" aria-disabled={isOff} title={title} onClick={() => isOff || press()}>
      {children}
    </button>
  );
}

/** As at a terminal, unless something is selected that Ctrl-C would copy. */
function keyFor({ key, currentTarget }: KeyboardEvent): "ctrl-c" | "ctrl-d" | undefined {
  const { selectionStart, selectionEnd, value } = currentTarget as HTMLInputElement;
  if (key === "d") return value === "" ? "ctrl-d" : undefined;
  return key === "c" && selectionStart === selectionEnd ? "ctrl-c" : undefined;
}
