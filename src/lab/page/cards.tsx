// The section's steps as cards: what to do, a question, and what the kernel says once it was seen.

import type { JSX } from "preact";
import type { CardState, ClientState, LabState, PageOrder } from "../messages.ts";
import { useKept } from "./kept.ts";

interface CardsProps {
  readonly client: ClientState;
  readonly state: Pick<LabState, "next" | "phase">;
  readonly order: (order: PageOrder) => void;
}

export function Cards({ client: { cards }, state, order }: CardsProps): JSX.Element {
  const last = cards.findLastIndex(({ isTicked }) => isTicked);
  const coming = cards.findIndex(({ isTicked }, i) => !isTicked && i > last);
  const current = coming < 0 ? cards.findIndex(({ isTicked }) => !isTicked) : coming;
  const count = cards.filter(({ isTicked }) => isTicked).length;
  return (
    <section class="cards" aria-label="Steps">
      <h2>
        Steps <small>{`${count} of ${cards.length} seen`}</small>
      </h2>
      <ol>
        {cards.map((card, i) => (
          <li key={card.id}>
            <Card
              card={card}
              number={i + 1}
              isCurrent={i === current}
              isLast={i === last}
              isPassed={!card.isTicked && i < last}
            />
          </li>
        ))}
      </ol>
      {state.next && state.phase === "open" && <Next next={state.next} order={order} />}
    </section>
  );
}

interface NextProps extends Pick<CardsProps, "order"> {
  readonly next: NonNullable<LabState["next"]>;
}

function Next({ next: { id, section, title, run }, order }: NextProps): JSX.Element {
  return (
    <p class="next">
      Next: <b>{`${section} ${title}`}</b>, {run}.{" "}
      <button type="button" onClick={() => order({ do: "again", walk: id })}>
        Begin it
      </button>
    </p>
  );
}

interface CardProps {
  readonly card: CardState;
  readonly number: number;
  readonly isCurrent: boolean;
  /** The one that was ticked before: what it means is worth reading now. */
  readonly isLast: boolean;
  /** A later one was ticked before it. */
  readonly isPassed: boolean;
}

function Card({ card, number, isCurrent, isLast, isPassed }: CardProps): JSX.Element {
  const { id, title, todo, question, isTicked, seen } = card;
  const [guess, setGuess] = useKept<string | undefined>(`guess ${id}`, undefined);
  const [asked, setOpen] = useKept<boolean | undefined>(`open ${id}`, undefined);
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
          {isPassed && <p>A later step was seen before this one. If it cannot come any more, begin again.</p>}
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
        {seen.map(({ text, note, outcome }) => (
          <li key={text} title={text} class={outcome}>
            {outcome === "differs" ? `Otherwise than in the book: ${note}` : note}
          </li>
        ))}
      </ul>
      <p>{meaning}</p>
    </>
  );
}
