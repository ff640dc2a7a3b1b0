// The TCP state diagram (RFC 9293 figure 5; UNP figure 2.4), with the states lit that both ends are in.

import type { JSX } from "preact";
import type { TcpState } from "../tcp/states.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

const positions: Readonly<Partial<Record<TcpState, Point>>> = {
  CLOSE: { x: 220, y: 26 },
  LISTEN: { x: 220, y: 82 },
  SYN_RECV: { x: 66, y: 138 },
  SYN_SENT: { x: 374, y: 138 },
  ESTABLISHED: { x: 220, y: 194 },
  FIN_WAIT1: { x: 66, y: 250 },
  CLOSING: { x: 220, y: 250 },
  CLOSE_WAIT: { x: 374, y: 250 },
  FIN_WAIT2: { x: 66, y: 306 },
  TIME_WAIT: { x: 220, y: 306 },
  LAST_ACK: { x: 374, y: 306 },
};

const moves: readonly (readonly [TcpState, TcpState, string])[] = [
  ["CLOSE", "LISTEN", "listen"],
  ["CLOSE", "SYN_SENT", "send SYN"],
  ["LISTEN", "SYN_RECV", "SYN"],
  ["SYN_RECV", "ESTABLISHED", "ACK"],
  ["SYN_SENT", "ESTABLISHED", "SYN, ACK"],
  ["ESTABLISHED", "FIN_WAIT1", "send FIN"],
  ["ESTABLISHED", "CLOSE_WAIT", "FIN"],
  ["FIN_WAIT1", "FIN_WAIT2", "ACK"],
  ["FIN_WAIT1", "CLOSING", "FIN"],
  ["CLOSING", "TIME_WAIT", "ACK"],
  ["FIN_WAIT2", "TIME_WAIT", "FIN"],
  ["CLOSE_WAIT", "LAST_ACK", "send FIN"],
];

const HALF_WIDTH = 52;
const HALF_HEIGHT = 14;

interface StateDiagramProps {
  readonly client: TcpState | undefined;
  readonly server: TcpState | undefined;
}

export function StateDiagram({ client, server }: StateDiagramProps): JSX.Element {
  const label = `TCP states: client ${client ?? "none"}, server ${server ?? "none"}`;
  return (
    <svg class="diagram" viewBox="0 0 440 326" role="img" aria-label={label}>
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
          <path d="M0 0l8 4l-8 4z" class="move-tip" />
        </marker>
      </defs>
      {moves.map((move) => (
        <Move key={move.join()} move={move} />
      ))}
      {Object.entries(positions).map(([state, at]) => (
        <State key={state} state={state} at={at} isClient={client === state} isServer={server === state} />
      ))}
    </svg>
  );
}

function Move({ move: [from, to, by] }: { readonly move: (typeof moves)[number] }): JSX.Element {
  const [a, b] = [positions[from], positions[to]];
  if (a === undefined || b === undefined) return <></>;
  const start = edge(a, b);
  const end = edge(b, a);
  return (
    <g class="move">
      <line x1={start.x} y1={start.y} x2={end.x} y2={end.y} marker-end="url(#tip)" />
      <text x={(start.x + end.x) / 2} y={(start.y + end.y) / 2 + (start.y === end.y ? -4 : 0)}>
        {by}
      </text>
    </g>
  );
}

/** Where the line from the middle of one box to that of another leaves the first. */
function edge(from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const share = Math.min(HALF_WIDTH / Math.abs(dx || 1e-9), HALF_HEIGHT / Math.abs(dy || 1e-9));
  return { x: from.x + dx * share, y: from.y + dy * share };
}

interface StateProps {
  readonly state: string;
  readonly at: Point;
  readonly isClient: boolean;
  readonly isServer: boolean;
}

function State({ state, at: { x, y }, isClient, isServer }: StateProps): JSX.Element {
  return (
    <g class={`node ${state}${isClient || isServer ? " lit" : ""}`}>
      <rect x={x - HALF_WIDTH} y={y - HALF_HEIGHT} width={2 * HALF_WIDTH} height={2 * HALF_HEIGHT} rx="5" />
      <text x={x} y={y + 4}>
        {state}
      </text>
      {isClient && <Badge x={x - HALF_WIDTH} y={y - HALF_HEIGHT} text="client" />}
      {isServer && <Badge x={x + HALF_WIDTH} y={y - HALF_HEIGHT} text="server" />}
    </g>
  );
}

function Badge({ x, y, text }: Point & { readonly text: string }): JSX.Element {
  return (
    <g class={`badge ${text}`}>
      <rect x={x - 18} y={y - 8} width="36" height="14" rx="7" />
      <text x={x} y={y + 3}>
        {text}
      </text>
    </g>
  );
}
