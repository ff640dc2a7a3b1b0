// The page's connection to the lab: what is seen comes as a stream of events, and orders go out one by one.

import type { Observation } from "../../timeline/observation.ts";
import type { LabState, PageOrder, WalkOffer } from "../messages.ts";
import { type Clock, createDrawing } from "./drawing.ts";

export interface Seen {
  /** Undefined until the first has come. */
  readonly state: LabState | undefined;
  /** Of the current run and all its clients, as they came: another list for another run. */
  readonly observations: readonly Observation[];
  readonly isConnected: boolean;
  /** What can be walked. */
  readonly offers: readonly WalkOffer[];
}

/** @param show is called when there is something new, at most once a frame */
export function connect(show: (seen: Seen) => void): void {
  let observations: Observation[] = [];
  let [state, isConnected]: [LabState | undefined, boolean] = [undefined, false];
  let offers: readonly WalkOffer[] = [];
  let drawnRun: number | undefined;
  const drawSoon = createDrawing(() => {
    drawnRun = state?.run;
    show({ state, observations: [...observations], isConnected, offers });
  }, clock);
  // A run that starts needs the processors itself: what is seen of that after its first drawing can wait a little.
  const draw = (): void => drawSoon(state?.phase !== "starting" || state.run !== drawnRun);
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
  on<Observation[]>("observed", (more) => {
    for (const each of more) observations.push(each);
  });
  on<LabState>("state", (next) => {
    state = next;
    if (next.phase === "saved") source.close(); // nobody is there any more
  });
  source.addEventListener("error", () => {
    isConnected = false;
    draw();
  });
}

const clock: Clock = {
  nowMs: () => performance.now(),
  nextFrame: (act) => requestAnimationFrame(act),
  later(act, ms) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  isHidden: () => document.hidden,
};

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
