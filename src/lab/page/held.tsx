// The segments that lie held on the wire. Of those that are held by hand each can go on alone, or all in an order that is
// made by dragging or with two buttons; those that a stall holds go on when it ends.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HeldSegment, PageOrder } from "../messages.ts";
import { useKept } from "./kept.ts";

interface HeldProps {
  readonly held: readonly HeldSegment[];
  readonly order: (order: PageOrder) => void;
}

export function Held({ held, order }: HeldProps): JSX.Element {
  const byHand = held.filter(({ isByHand }) => isByHand);
  const byStall = held.filter(({ isByHand }) => !isByHand);
  return (
    <>
      {byHand.length > 0 && <HeldByHand held={byHand} order={order} />}
      {byStall.length > 0 && <HeldByStall held={byStall} />}
    </>
  );
}

/** Also of another client: a stall is about the whole host. */
function HeldByStall({ held }: Pick<HeldProps, "held">): JSX.Element {
  return (
    <section class="held" aria-label="Held by the stall">
      <p>The stall holds these until it is over, or until you press “End it now”:</p>
      <ol>
        {held.map(({ frame, text, direction }) => (
          <li key={frame} class="fixed">
            <b>{text}</b> <span class="way">{direction}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function HeldByHand({ held, order }: HeldProps): JSX.Element {
  const [wanted, want] = useKept<readonly number[]>("order", []);
  const [dragged, drag] = useState<number>();
  const frames = inOrder(held, wanted);
  const move = (frame: number, to: number): void => want(moved(frames, frame, to));
  return (
    <section class="held" aria-label="Held on the wire">
      <p>On the wire, the next one first. Drag them, or use the arrows:</p>
      <ol aria-label="Held on the wire, the next one first">
        {frames.map((frame, i) => {
          const segment = held.find((each) => each.frame === frame);
          return (
            segment && (
              <li
                key={frame}
                draggable
                onDragStart={() => drag(frame)}
                onDragOver={(event) => event.preventDefault()}
                onDrop={(event) => {
                  event.preventDefault();
                  if (dragged !== undefined) move(dragged, i);
                }}
              >
                <OneHeld
                  segment={segment}
                  up={i === 0 ? undefined : () => move(frame, i - 1)}
                  down={i === frames.length - 1 ? undefined : () => move(frame, i + 1)}
                  release={() => order({ do: "release-one", frame })}
                />
              </li>
            )
          );
        })}
      </ol>
      <button type="button" onClick={() => order({ do: "release", order: frames })}>
        Release all in this order
      </button>
    </section>
  );
}

interface OneHeldProps {
  readonly segment: HeldSegment;
  readonly up: (() => void) | undefined;
  readonly down: (() => void) | undefined;
  readonly release: () => void;
}

function OneHeld({ segment: { text, direction }, up, down, release }: OneHeldProps): JSX.Element {
  return (
    <>
      <b>{text}</b> <span class="way">{direction}</span>{" "}
      <button type="button" aria-label={`Move the ${text} up`} aria-disabled={!up} onClick={() => up?.()}>
        ↑
      </button>{" "}
      <button
        type="button"
        aria-label={`Move the ${text} down`}
        aria-disabled={!down}
        onClick={() => down?.()}
      >
        ↓
      </button>{" "}
      <button type="button" onClick={release}>
        Release this one
      </button>
    </>
  );
}

/** As wanted; what has come since is behind. */
function inOrder(held: readonly HeldSegment[], wanted: readonly number[]): number[] {
  const frames = held.map(({ frame }) => frame);
  const known = wanted.filter((frame) => frames.includes(frame));
  return [...known, ...frames.filter((frame) => !known.includes(frame))];
}

function moved(frames: readonly number[], frame: number, to: number): number[] {
  const others = frames.filter((each) => each !== frame);
  return [...others.slice(0, to), frame, ...others.slice(to)];
}
