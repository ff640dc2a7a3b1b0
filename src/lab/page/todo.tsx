// What a step asks for: the names in it lead to what they name, which may be far from the step for a keyboard or on a small
// screen.

import type { JSX } from "preact";
import { inputId } from "./client-input.tsx";

interface TodoProps {
  readonly text: string;
  /** The client's, to which is typed. */
  readonly number: number;
  readonly isDone: boolean;
}

/** `Press “Kill”`, `Type a second line` */
const NAMED = /(“[^”]+”|[Tt]ype (?:a|a second|two or three) lines?\b)/;

export function Todo({ text, number, isDone }: TodoProps): JSX.Element {
  return (
    <p class={isDone ? "todo done" : "todo"}>
      {text.split(NAMED).map((piece, i) =>
        i % 2 === 0 ? (
          piece
        ) : (
          <button
            key={i}
            type="button"
            class="there"
            title="Leads there; Escape leads back"
            onClick={() => goTo(piece, number)}
          >
            {piece}
          </button>
        ),
      )}
    </p>
  );
}

function goTo(piece: string, number: number): void {
  const place = piece.startsWith("“")
    ? named(piece.slice(1, -1), number)
    : document.getElementById(inputId(number));
  place?.focus();
  place?.scrollIntoView({ block: "center" });
}

/** The same name may be at several clients. */
function named(name: string, number: number): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>("button:not(.there), summary")].filter(
    ({ innerText }) => innerText.trim() === name,
  );
  const own = document.getElementById(inputId(number))?.closest("section");
  return all.find((each) => own?.contains(each)) ?? all[0];
}

/** From wherever a step has led, Escape leads back to it. */
export function goBack({ key }: KeyboardEvent): void {
  if (key === "Escape") document.querySelector<HTMLElement>(".card.current summary")?.focus();
}
