// When to leave out of the wire's record what is not needed of a flood: once there has been one, and it is known which
// connection is under test.

import { createFloodGauge } from "./flood-gauge.ts";

export interface Narrowing {
  /** Frames have come. */
  count(frames: number): void;
  /** The connection under test, by its client's port. */
  focus(clientPort: number): void;
}

/** This many frames in one report are a flood. */
const MANY = 1024;

/**
 * @param narrow is called when it is time, and again for another connection under test
 * @param now milliseconds, from any beginning
 */
export function createNarrowing(
  narrow: (clientPort: number) => void,
  now: () => number = () => performance.now(),
): Narrowing {
  const flood = createFloodGauge(MANY, now);
  let clientPort: number | undefined;
  let narrowedTo: number | undefined;
  let hasFlooded = false;

  function narrowOnce(): void {
    if (!hasFlooded || clientPort === undefined || clientPort === narrowedTo) return;
    narrowedTo = clientPort;
    narrow(clientPort);
  }

  return {
    count(frames) {
      flood.count(frames);
      hasFlooded ||= flood.isOn();
      narrowOnce();
    },
    focus(of) {
      clientPort = of;
      narrowOnce();
    },
  };
}
