// A program's terminal: xterm.js shows what the program prints, and obeys its control sequences, none of which reaches the
// page.

import type { Terminal as Xterm } from "@xterm/xterm";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Observation, Role } from "../../timeline/observation.ts";
import { shownInTerminal } from "./terminal-output.ts";

interface TerminalProps {
  readonly role: Role;
  /** `Client 2: The select() client` */
  readonly name: string;
  readonly command: string;
  /** Another run begins with an empty terminal. */
  readonly run: number;
  /** The lab still starts. */
  readonly isStarting: boolean;
  readonly observations: readonly Observation[];
  /** Somebody types where nothing can be typed. */
  readonly typedAt?: () => void;
  /** Beside its name. */
  readonly beside?: ComponentChildren;
  readonly children?: ComponentChildren;
}

export function Terminal(props: TerminalProps): JSX.Element {
  const { role, name, command, beside, children } = props;
  const place = useRef<HTMLDivElement>(null);
  useTerminal(place, props);
  return (
    <section class={`terminal ${role}`} aria-label={`${name}: its terminal`}>
      <div class="terminal-head">
        <h2 title={`${name}: ${command}`}>
          {name} <code>{command}</code>
        </h2>
        {beside}
      </div>
      <div class="screen" ref={place} tabindex={0} role="group" aria-label={`What ${name} has printed`} />
      {children}
    </section>
  );
}

function useTerminal(place: { readonly current: HTMLDivElement | null }, props: TerminalProps): void {
  const { role, run, isStarting, observations, typedAt } = props;
  const [screen, setScreen] = useState<Xterm>();
  const shown = useRef({ run, count: 0 });
  const isWanted = useIsOver(isStarting);
  useEffect(() => (isWanted ? whileThere(place.current, typedAt, setScreen) : undefined), [place, isWanted]);
  useEffect(() => {
    const now = shown.current;
    if (screen === undefined) return;
    if (now.run !== run || now.count > observations.length) {
      screen.reset();
      [now.run, now.count] = [run, 0];
    }
    const text = observations
      .slice(now.count)
      .map((each) => shownInTerminal(each, role))
      .join("");
    now.count = observations.length;
    if (text !== "") screen.write(text);
  });
}

/** How long a lab that still starts has no screens: usually it has started by then. */
const PATIENCE_MS = 1000;

/** Whether the lab has started, or has taken its time: what its programs print then is to be seen. It stays so. */
function useIsOver(isStarting: boolean): boolean {
  const [isOver, setOver] = useState(!isStarting);
  useEffect(() => {
    if (!isStarting) setOver(true);
    const timer = setTimeout(() => setOver(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isStarting]);
  return isOver;
}

/** Opens a screen there, once its script has come; effects begin after the first drawing. Returns what ends it. */
function whileThere(
  place: HTMLElement | null,
  typedAt: (() => void) | undefined,
  opened: (screen: Xterm) => void,
): () => void {
  let [isGone, screen]: [boolean, Xterm | undefined] = [false, undefined];
  const open = ({ openScreen }: typeof import("./screen.ts")): void => {
    if (isGone || place === null) return;
    screen = openScreen(place, typedAt);
    opened(screen);
  };
  import("./screen.ts").then(open).catch(() => undefined); // the lab has ended, which the page says
  return () => {
    isGone = true;
    screen?.dispose();
  };
}
