// When to leave out of the wire's record what is not needed of a flood: once there has been one, and it is known which
// connection is under test.

import { createFloodGauge } from "./flood-gauge.ts";

export interface Narrowing {
  /** Frames have come. */
  count(frames: number): void;
  /** The connection under test, by its client's port; 0 where there are several, or none. */
  focus(clientPort: number): void;
}

/** This many frames in one report are a flood. */
const MANY = 1024;

/**
 * @param narrow is called when it is time, and again for another connection under test, and with 0 when all are to be
 *   recorded again
 * @param now milliseconds, from any beginning
 */
export function createNarrowing(
  narrow: (clientPort: number) => void,
  now: () => number = () => performance.now(),
): Narrowing {
  const flood = createFloodGauge(MANY, now);
  let [clientPort, narrowedTo] = [0, 0];
  let hasFlooded = false;

  function follow(): void {
    if (!hasFlooded || clientPort === narrowedTo) return;
    narrowedTo = clientPort;
    narrow(clientPort);
  }

  return {
    count(frames) {
      flood.count(frames);
      hasFlooded ||= flood.isOn();
      follow();
    },
    focus(of) {
      clientPort = of;
      follow();
    },
  };
}
