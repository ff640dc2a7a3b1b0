// The ladder: time runs down between the two hosts. Only the visible part is drawn.

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Picture } from "../picture/picture.ts";
import type { RunRecord } from "../timeline/record.ts";
import { formatEndpoint } from "../tcp/endpoint.ts";
import { connectionUnderTest } from "../timeline/conversation.ts";
import { hasProxy } from "../timeline/legs.ts";
import { type Geometry, layOutColumns } from "./geometry.ts";
import { Drawing } from "./ladder-drawing.tsx";
import { Rows } from "./ladder-rows.tsx";
import { stepByKey } from "./stepper.tsx";

/** What of a run is read here: there is no more of one that goes on. */
type Shown = Pick<RunRecord, "title" | "observations">;

interface LadderProps {
  readonly id: string;
  readonly run: Shown;
  readonly picture: Picture;
  readonly row: number;
  readonly select: (row: number) => void;
  /** The keys j and k move in this ladder wherever the focus is. */
  readonly takesFocus: boolean;
  /** What else is in its head. */
  readonly children?: ComponentChildren;
}

/** How much is drawn above and below the visible part. */
const MARGIN_PX = 80;
/** When printing, everything is drawn, up to this height. */
const PAPER_PX = 60_000;

export function Ladder({ id, run, picture, row, select, takesFocus, children }: LadderProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  useFollow(frame, picture.scale.yOfRow(row)); // must run before the viewport is measured
  const view = useViewport(frame);
  const { height } = picture.scale;
  useKeys(takesFocus, picture, row, select);
  return (
    <section class="ladder" id={id} aria-label={`Ladder of ${run.title}`}>
      <LadderHead run={run} geometry={layOutColumns(view?.width ?? 0)}>
        {children}
      </LadderHead>
      <div
        class="ladder-frame"
        ref={frame}
        role="group"
        tabindex={0}
        aria-label="Segments between the hosts; the table of observations has the same in words"
        onKeyDown={(event) => stepByKey(event, row, picture.rows.length - 1, select)}
      >
        <div class="ladder-sheet" style={{ height: `${height}px` }}>
          {view && <Sheet picture={picture} view={view} row={row} select={select} />}
        </div>
      </div>
    </section>
  );
}

interface SheetProps {
  readonly picture: Picture;
  readonly view: View;
  readonly row: number;
  readonly select: (row: number) => void;
}

/** The visible part of the ladder, and a little more. */
function Sheet({ picture, view, row, select }: SheetProps): JSX.Element {
  const geometry = layOutColumns(view.width);
  const from = Math.max(0, view.top - MARGIN_PX);
  const to = Math.min(picture.scale.height, view.top + view.height + MARGIN_PX);
  return (
    <div style={{ "--time": `${geometry.timeWidth - 8}px` }}>
      <Drawing picture={picture} geometry={geometry} from={from} to={to} viewTop={view.top} row={row} />
      <Rows picture={picture} geometry={geometry} from={from} to={to} row={row} select={select} />
    </div>
  );
}

interface View {
  readonly top: number;
  readonly height: number;
  readonly width: number;
}

/** The visible part: follows scrolling and window size; everything when printing. Undefined at first. */
function useViewport(frame: { readonly current: HTMLDivElement | null }): View | undefined {
  const [view, setView] = useState<View>();
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const look = (): void => {
      const next = { top: element.scrollTop, height: element.clientHeight, width: element.clientWidth };
      setView((before) => (before && isSameView(before, next) ? before : next));
    };
    const print = (): void =>
      setView({ top: 0, height: PAPER_PX, width: Math.min(element.clientWidth, 720) });
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    addEventListener("beforeprint", print);
    addEventListener("afterprint", look);
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", look);
      removeEventListener("beforeprint", print);
      removeEventListener("afterprint", look);
    };
  }, [frame]);
  return view;
}

function isSameView(one: View, other: View): boolean {
  return one.top === other.top && one.height === other.height && one.width === other.width;
}

/** Keeps the selected row visible, also when the window gets smaller. */
function useFollow(frame: { readonly current: HTMLDivElement | null }, y: number): void {
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const follow = (): void => {
      const { scrollTop, clientHeight } = element;
      const edge = Math.min(60, clientHeight / 4);
      if (y < scrollTop + edge || y > scrollTop + clientHeight - edge)
        element.scrollTop = y - clientHeight / 2;
    };
    follow();
    const resized = new ResizeObserver(follow);
    resized.observe(element);
    return () => resized.disconnect();
  }, [frame, y]);
}

function useKeys(isOn: boolean, picture: Picture, row: number, select: (row: number) => void): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const step = (event: KeyboardEvent): void => {
      const isElsewhere = event.target === document.body;
      if (isElsewhere && (event.key === "j" || event.key === "k"))
        stepByKey(event, row, picture.rows.length - 1, select);
    };
    addEventListener("keydown", step);
    return () => removeEventListener("keydown", step);
  }, [isOn, picture, row, select]);
}

interface LadderHeadProps {
  readonly run: Shown;
  readonly geometry: Geometry;
  readonly children: ComponentChildren;
}

function LadderHead({ run, geometry, children }: LadderHeadProps): JSX.Element {
  const connection = useMemo(() => connectionUnderTest(run.observations), [run]);
  const other = useMemo(() => (hasProxy(run.observations) ? "proxy" : "server"), [run]);
  const name = (end: "client" | "server"): string => {
    const called = end === "client" ? end : other;
    return connection ? `${called} ${formatEndpoint(connection[end])}` : called;
  };
  return (
    <div class="ladder-head">
      <span style={{ paddingLeft: `${geometry.client.processX}px` }}>{name("client")}</span>
      {children}
      <span
        style={{ paddingRight: `${geometry.width - geometry.server.stateX - geometry.server.stateWidth}px` }}
      >
        {name("server")}
      </span>
    </div>
  );
}
