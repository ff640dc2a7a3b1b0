// The section's steps as cards: what to do, a question, and what the kernel says once it was seen.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { CardState, ClientState, LabState, PageOrder } from "../messages.ts";
import { Answer, Asked } from "./card-faces.tsx";
import { useKept } from "./kept.ts";
import { type Guess, currentCard, faceOf, isPassed } from "./reading.ts";

interface CardsProps {
  readonly client: ClientState;
  readonly state: Pick<LabState, "next" | "phase">;
  readonly order: (order: PageOrder) => void;
  /** Nothing was shown before it: nobody has lost the focus. */
  readonly isFirst: boolean;
}

export function Cards({ client, state, order, isFirst }: CardsProps): JSX.Element {
  const { cards, left } = client;
  const heading = useFocusWhereLost(isFirst);
  const [behind, setBehind] = useKept<readonly string[]>("behind", []);
  const current = currentCard(cards, behind);
  const count = cards.filter(({ isTicked }) => isTicked).length;
  const goOn = (id: string): void => {
    setBehind([...behind, id]);
    const next = currentCard(cards, [...behind, id]);
    if (next !== undefined) requestAnimationFrame(() => document.getElementById(summaryId(next))?.focus());
  };
  return (
    <section class="cards" aria-label="Steps">
      <h2 ref={heading} tabindex={-1}>
        Steps <small>{`${count} of ${cards.length} seen`}</small>
      </h2>
      <News cards={cards} />
      {left !== undefined && (
        <p class="left">
          {`What you did is not part of this section (${left}): no step is ticked from here on. Play on as you like, or press “Begin again” at the top.`}
        </p>
      )}
      <ol>
        {cards.map((card, i) => (
          <li key={card.id}>
            <Card
              card={card}
              client={client.number}
              number={i + 1}
              isCurrent={card.id === current}
              isBehind={behind.includes(card.id)}
              isPassed={isPassed(cards, card.id)}
              isLast={i === cards.length - 1}
              goOn={() => goOn(card.id)}
            />
          </li>
        ))}
      </ol>
      {state.next && <Next next={state.next} isOff={state.phase !== "open"} order={order} />}
    </section>
  );
}

/** The steps that are seen while the page is open, for whoever does not see the ticks. */
function News({ cards }: { readonly cards: readonly CardState[] }): JSX.Element {
  const ticked = cards.filter(({ isTicked }) => isTicked);
  const [before] = useState(() => new Set(ticked.map(({ id }) => id)));
  return (
    <div class="unseen" role="log" aria-label="Steps that were seen">
      {ticked
        .filter(({ id }) => !before.has(id))
        .map(({ id, title }) => (
          <p key={id}>{`Seen: ${title}.`}</p>
        ))}
    </div>
  );
}

/** What had the focus is gone when another run begins: whoever uses a keyboard goes on from the steps. */
function useFocusWhereLost(isFirst: boolean): { current: HTMLHeadingElement | null } {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}

function summaryId(id: string): string {
  return `step-${id}`;
}

interface NextProps extends Pick<CardsProps, "order"> {
  readonly next: NonNullable<LabState["next"]>;
  readonly isOff: boolean;
}

function Next({ next: { id, section, title, run }, isOff, order }: NextProps): JSX.Element {
  return (
    <p class="next">
      Next: <b>{`${section} ${title}`}</b>, {run}.{" "}
      <button type="button" aria-disabled={isOff} onClick={() => isOff || order({ do: "again", walk: id })}>
        Begin it
      </button>
    </p>
  );
}

interface CardProps {
  readonly card: CardState;
  /** The client's number. */
  readonly client: number;
  readonly number: number;
  readonly isCurrent: boolean;
  /** The reader has gone on to the next one. */
  readonly isBehind: boolean;
  /** A later one was ticked before it. */
  readonly isPassed: boolean;
  readonly isLast: boolean;
  readonly goOn: () => void;
}

function Card({
  card,
  client,
  number,
  isCurrent,
  isBehind,
  isPassed: wasPassed,
  isLast,
  goOn,
}: CardProps): JSX.Element {
  const { id, title, isTicked } = card;
  const [asked, setOpen] = useKept<boolean | undefined>(`open ${id}`, undefined);
  const isOpen = isCurrent || (asked ?? false);
  const classes = ["card", isTicked && "ticked", isCurrent && "current", isBehind && "behind"];
  return (
    <details
      class={classes.filter(Boolean).join(" ")}
      open={isOpen}
      data-card={id}
      onToggle={(event) => {
        const { open } = event.currentTarget;
        if (open !== isOpen) setOpen(open);
      }}
    >
      <summary id={summaryId(id)}>
        <span class="tick" aria-hidden="true">
          {isTicked ? "✓" : number}
        </span>
        {title}
        <span class="unseen">{isTicked ? " (seen)" : " (not seen yet)"}</span>
      </summary>
      <Inside
        card={card}
        client={client}
        wasPassed={wasPassed}
        goOn={isCurrent && !isLast ? goOn : undefined}
      />
    </details>
  );
}

interface InsideProps {
  readonly card: CardState;
  /** Its number. */
  readonly client: number;
  readonly wasPassed: boolean;
  /** Undefined where there is nothing to go on to. */
  readonly goOn: (() => void) | undefined;
}

function Inside({ card, client, wasPassed, goOn }: InsideProps): JSX.Element {
  const { id, isTicked } = card;
  const [guess, setGuess] = useKept<Guess | undefined>(`guess ${id}`, undefined);
  const [isShown, show] = useKept(`shown ${id}`, false);
  const isAnswered = faceOf(card, guess, isShown) === "answer";
  return (
    <>
      {isAnswered ? (
        <Answer card={card} guess={guess} />
      ) : (
        <Asked
          card={card}
          number={client}
          guess={guess}
          choose={(choice) => setGuess({ choice, isEarly: !isTicked })}
          show={isTicked ? () => show(true) : undefined}
        />
      )}
      {wasPassed && (
        <p>A later step was seen before this one. If it cannot come any more, go on, or begin again.</p>
      )}
      {goOn && (isAnswered || wasPassed) && (
        <button type="button" class="go-on" onClick={goOn}>
          {wasPassed ? "Skip this step" : "Next step"}
        </button>
      )}
    </>
  );
}
