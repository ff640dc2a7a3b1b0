// The section's steps as cards: what to do, a question, and what the kernel says once it was seen.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CardState } from "../messages.ts";

export function Cards({ cards }: { readonly cards: readonly CardState[] }): JSX.Element {
  const current = cards.findIndex(({ isTicked }) => !isTicked);
  const last = current < 0 ? cards.length - 1 : current - 1;
  const count = cards.filter(({ isTicked }) => isTicked).length;
  return (
    <section class="cards" aria-label="Steps">
      <h2>
        Steps <small>{`${count} of ${cards.length} seen`}</small>
      </h2>
      <ol>
        {cards.map((card, i) => (
          <li key={card.id}>
            <Card card={card} number={i + 1} isCurrent={i === current} isLast={i === last} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface CardProps {
  readonly card: CardState;
  readonly number: number;
  readonly isCurrent: boolean;
  /** The one that was ticked before: what it means is worth reading now. */
  readonly isLast: boolean;
}

function Card({ card, number, isCurrent, isLast }: CardProps): JSX.Element {
  const { id, title, todo, question, isTicked, seen } = card;
  const [guess, setGuess] = useState<string>();
  const [asked, setOpen] = useState<boolean>();
  const isOpen = asked ?? (isCurrent || isLast);
  const differs = seen.filter(({ outcome }) => outcome === "differs");
  return (
    <details
      class={`card ${isTicked ? "ticked" : ""} ${isCurrent ? "current" : ""}`}
      open={isOpen}
      data-card={id}
      onToggle={(event) => {
        const { open } = event.currentTarget;
        if (open !== isOpen) setOpen(open);
      }}
    >
      <summary>
        <span class="tick" aria-hidden="true">
          {isTicked ? "✓" : number}
        </span>
        {title}
        <span class="unseen">{isTicked ? " (seen)" : " (not seen yet)"}</span>
      </summary>
      {isTicked ? (
        <Answer card={card} guess={guess} />
      ) : (
        <>
          {question && <Question id={id} question={question} guess={guess} choose={setGuess} />}
          <p class="todo">{todo}</p>
          {differs.map(({ note }) => (
            <p class="differs" key={note}>{`Seen so far: ${note}.`}</p>
          ))}
        </>
      )}
    </details>
  );
}

interface QuestionProps {
  readonly id: string;
  readonly question: NonNullable<CardState["question"]>;
  readonly guess: string | undefined;
  readonly choose: (choice: string) => void;
}

function Question({ id, question, guess, choose }: QuestionProps): JSX.Element {
  return (
    <fieldset>
      <legend>{question.text}</legend>
      {question.choices.map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name={`guess-${id}`}
            checked={guess === choice}
            onChange={() => choose(choice)}
          />
          {choice}
        </label>
      ))}
    </fieldset>
  );
}

/** What the kernel says, beside what the reader thought. */
function Answer({
  card: { question, seen, meaning },
  guess,
}: {
  readonly card: CardState;
  readonly guess: string | undefined;
}): JSX.Element {
  return (
    <>
      {question && <p class="guess">{`${question.text}${guess ? ` You thought: ${guess}.` : ""}`}</p>}
      <ul class="seen" aria-label="What was seen">
        {seen.map(({ text, note }) => (
          <li key={text} title={text}>
            {note}
          </li>
        ))}
      </ul>
      <p>{meaning}</p>
    </>
  );
}
