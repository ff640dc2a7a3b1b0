// The two faces of a card: what is asked and to be done, and what was seen.

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { CardState } from "../messages.ts";
import { useKept } from "./kept.ts";
import { type Guess, verdictOn } from "./reading.ts";
import { Todo } from "./todo.tsx";

interface AskedProps {
  readonly card: CardState;
  /** The client's. */
  readonly number: number;
  readonly guess: Guess | undefined;
  readonly choose: (choice: string) => void;
  /** Undefined until it was seen. */
  readonly show: (() => void) | undefined;
}

/** Before the answer: the question, and what is to be done. */
export function Asked({ card, number, guess, choose, show }: AskedProps): JSX.Element {
  const { id, todo, question, seen } = card;
  const differs = seen.filter(({ outcome }) => outcome === "differs");
  return (
    <>
      {question && <Choices id={id} question={question} guess={guess} choose={choose} />}
      <Todo text={todo} number={number} isDone={show !== undefined} />
      {show === undefined ? (
        differs.map(({ note }) => <p class="differs" key={note}>{`Seen so far: ${note}.`}</p>)
      ) : (
        <p>
          It has happened already. Choose what you think came of it, and then:{" "}
          <button type="button" onClick={show}>
            Show what was seen
          </button>
        </p>
      )}
    </>
  );
}

interface ChoicesProps {
  readonly id: string;
  readonly question: NonNullable<CardState["question"]>;
  readonly guess: Guess | undefined;
  readonly choose: (choice: string) => void;
}

function Choices({ id, question, guess, choose }: ChoicesProps): JSX.Element {
  return (
    <fieldset>
      <legend>{question.text}</legend>
      {question.choices.map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name={`guess-${id}`}
            checked={guess?.choice === choice}
            onChange={() => choose(choice)}
          />
          {choice}
        </label>
      ))}
    </fieldset>
  );
}

/** What the kernel says, beside what the reader thought. */
export function Answer({
  card: { question, seen, meaning },
  guess,
}: {
  readonly card: CardState;
  readonly guess: Guess | undefined;
}): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that was pressed is gone.
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={place} tabindex={-1}>
      {question && (
        <p class="guess">
          {question.text}{" "}
          <b class={guess?.choice === question.right ? "right" : ""}>{verdictOn(question.right, guess)}</b>
        </p>
      )}
      {seen
        .filter(({ outcome }) => outcome === "differs")
        .map(({ text, note }) => (
          <p class="differs" key={text}>{`Otherwise than in the book: ${note}.`}</p>
        ))}
      <p>{meaning}</p>
      <Evidence seen={seen} />
    </div>
  );
}

/** Each statement with what was seen of it. Whoever wants it, wants it at every step. */
function Evidence({ seen }: Pick<CardState, "seen">): JSX.Element {
  const [isOpen, setOpen] = useKept("evidence", false);
  return (
    <details
      class="seen"
      open={isOpen}
      onToggle={({ currentTarget: { open } }) => open !== isOpen && setOpen(open)}
    >
      <summary>What was seen</summary>
      <ul>
        {seen.map(({ text, note, outcome }) => (
          <li key={text} class={outcome}>
            {text} <span class="note">{note}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
