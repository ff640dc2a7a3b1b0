// How the drawing is to be read, for somebody who has not seen one before.

import type { JSX } from "preact";

const entries: readonly (readonly [string, string])[] = [
  [
    "↓",
    "Time runs down, in milliseconds since the run began. A hatched band is a time without news, drawn shorter than it was.",
  ],
  ["S", "SYN: begins a connection"],
  ["P.", "data"],
  [".", "only an acknowledgment; behind another letter, this segment acknowledges something as well"],
  ["F", "FIN: “I will send no more”"],
  ["R", "RST: “this connection does not exist”"],
  ["1:7(6)", "the numbers of the bytes: from 1 up to, but not including, 7, which are 6 bytes"],
  ["ack 7", "everything before byte 7 has come"],
  [
    "- - -",
    "An arrow like this was held or delayed on the wire; with two strokes, and no tip, it is still there.",
  ],
  ["· · ·", "An arrow like this is a segment that was sent again."],
  ["✕", "An arrow that ends in a red cross was lost. A cross beside it: a process has ended."],
  [
    "▌",
    "The inner bars are the states of the two sockets. A dark strip in one: something waits in its queue.",
  ],
  [
    "▐",
    "The outer bars are the processes: filled when running, hatched when asleep, red when stopped, dotted when gone.",
  ],
  [
    "grey",
    "What the kernel says when it is asked: which process has an end of the connection open, and what it sleeps in. “read(0)” is a " +
      "read of number 0 of what it has open, its terminal.",
  ],
  [
    "server 7: …",
    "The server's processes, 7 being the first: whether it listens, which children it has, and whether one is a zombie (it has " +
      "ended, and nobody has asked how).",
  ],
  [
    "…",
    "A text that ends so is longer than its room. Press its row, or go to it with the arrow keys, to read all of it.",
  ],
  ["who has", "A host asks for the link address of another (ARP), which it needs before it can send to it."],
];

/** At the top of the drawing, over which it opens. */
export function Legend(): JSX.Element {
  return (
    <details
      class="how-to-read"
      onKeyDown={(event) => {
        const { key, currentTarget } = event;
        if (key !== "Escape" || !currentTarget.open) return;
        event.stopPropagation(); // it would lead back to the step
        currentTarget.open = false;
        currentTarget.querySelector("summary")?.focus();
      }}
    >
      <summary>How to read it</summary>
      {/* It scrolls, and a keyboard must be able to as well. */}
      <div class="over" tabindex={0} role="group" aria-label="How to read the drawing">
        <dl>
          {entries.map(([sign, meaning]) => (
            <div key={sign}>
              <dt>{sign}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}
