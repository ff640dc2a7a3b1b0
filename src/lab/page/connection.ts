// The page's connection to the lab: what is seen comes as a stream of events, and orders go out one by one.

import type { Observation } from "../../timeline/observation.ts";
import type { LabState, PageOrder, WalkOffer } from "../messages.ts";

export interface Seen {
  /** Undefined until the first has come. */
  readonly state: LabState | undefined;
  /** Of the current run and all its clients, as they came: another list for another run. */
  readonly observations: readonly Observation[];
  readonly isConnected: boolean;
  /** What can be walked. */
  readonly offers: readonly WalkOffer[];
}

/**
 * A page that takes longer to draw than this, three times in a row, rests as long in between: the first two are always expensive,
 * since all that is drawn is new then, and the terminals come with the second.
 */
const EXPENSIVE_MS = 40;

/** @param show is called when there is something new, at most once a frame */
export function connect(show: (seen: Seen) => void): void {
  let observations: Observation[] = [];
  let [state, isConnected]: [LabState | undefined, boolean] = [undefined, false];
  let offers: readonly WalkOffer[] = [];
  const draw = createDrawing(() => show({ state, observations: [...observations], isConnected, offers }));
  const source = new EventSource("events");
  const on = <T>(name: string, take: (data: T) => void): void =>
    source.addEventListener(name, (event) => {
      take(JSON.parse((event as MessageEvent<string>).data) as T);
      draw();
    });
  on<readonly WalkOffer[]>("offers", (given) => void (offers = given));
  on("began", () => {
    observations = [];
    isConnected = true;
  });
  on<Observation[]>("observed", (more) => void observations.push(...more));
  on<LabState>("state", (next) => {
    state = next;
    if (next.phase === "saved") source.close(); // nobody is there any more
  });
  source.addEventListener("error", () => {
    isConnected = false;
    draw();
  });
}

function createDrawing(draw: () => void): () => void {
  let isComing = false;
  let costsMs: readonly number[] = [0, 0, 0];
  let restMs = 0;
  const now = (): void => {
    isComing = false;
    const beganMs = performance.now();
    draw();
    costsMs = [...costsMs.slice(1), performance.now() - beganMs];
    restMs = Math.min(...costsMs);
  };
  return () => {
    if (isComing) return;
    isComing = true;
    // A page in the background has no frames, and is to be right when it is looked at.
    if (restMs > EXPENSIVE_MS || document.hidden) setTimeout(now, restMs);
    else requestAnimationFrame(now);
  };
}

/** Returns why it was not taken; undefined if it was. */
export async function send(order: PageOrder): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch("orders", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(order),
    });
    return ok ? undefined : `The lab refused it (${status}).`;
  } catch {
    return "The lab cannot be reached: it may have ended.";
  }
}
