// When the page is drawn again: at most once a frame, and less often where that would be too much.

/** What a browser has for that. */
export interface Clock {
  readonly nowMs: () => number;
  readonly nextFrame: (act: () => void) => unknown;
  /** Returns what keeps it from happening. */
  readonly later: (act: () => void, ms: number) => () => void;
  /** A page in the background has no frames, and is to be right when it is looked at. */
  readonly isHidden: () => boolean;
}

/**
 * A page that takes longer to draw than this, three times in a row, rests as long in between: the first two are always
 * expensive, since all that is drawn is new then.
 */
const EXPENSIVE_MS = 40;
/** How long what is not urgent waits for more. */
const PATIENCE_MS = 500;

/** Returns what is to be called when something is new. @param isUrgent whether it is to be seen at once */
export function createDrawing(draw: () => void, clock: Clock): (isUrgent: boolean) => void {
  let coming: "soon" | "later" | undefined;
  let forget = (): void => undefined;
  let costsMs: readonly number[] = [0, 0, 0];
  let restMs = 0;
  const now = (): void => {
    coming = undefined;
    const beganMs = clock.nowMs();
    draw();
    costsMs = [...costsMs.slice(1), clock.nowMs() - beganMs];
    restMs = Math.min(...costsMs);
  };
  return (isUrgent) => {
    if (coming === "soon" || (coming === "later" && !isUrgent)) return;
    forget();
    coming = isUrgent ? "soon" : "later";
    if (!isUrgent) forget = clock.later(now, PATIENCE_MS);
    else if (restMs > EXPENSIVE_MS || clock.isHidden()) clock.later(now, restMs);
    else clock.nextFrame(now);
  };
}
