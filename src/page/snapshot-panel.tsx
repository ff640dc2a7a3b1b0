// The selected moment: the sockets, the packets so far, the processes, and where both ends are in TCP's diagram.

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Snapshot } from "../picture/snapshot.ts";
import type { Picture } from "../picture/picture.ts";
import { createTcpdump } from "../report/tcpdump.ts";
import { formatEndpoint } from "../tcp/endpoint.ts";
import { ofKind } from "../timeline/queries.ts";
import type { RunRecord } from "../timeline/record.ts";
import { formatDuration } from "../timeline/units.ts";
import { formatMoment } from "./format.ts";
import { StateDiagram } from "./state-diagram.tsx";

interface SnapshotPanelProps {
  readonly run: RunRecord;
  readonly picture: Picture;
  readonly row: number;
  readonly snapshot: Snapshot;
}

export function SnapshotPanel({ run, picture, row, snapshot }: SnapshotPanelProps): JSX.Element {
  const selected = picture.rows[row];
  if (selected === undefined) return <></>;
  return (
    <section class="moment" aria-label="The selected moment">
      <h2>
        {formatMoment(selected.atNs)}: <span class="words">{selected.text}</span>
      </h2>
      <div class="panels">
        <div class="tables">
          <Sockets snapshot={snapshot} />
          <Packets run={run} atNs={selected.atNs} />
          <Processes snapshot={snapshot} />
        </div>
        <StateDiagram client={snapshot.states.client} server={snapshot.states.server} />
      </div>
    </section>
  );
}

interface SocketsProps extends Pick<SnapshotPanelProps, "snapshot"> {
  /** Before what it was seen, if not the selected moment. */
  readonly moment?: string;
}

export function Sockets({
  snapshot: { sockets, own, socketsAgeNs },
  moment = "this",
}: SocketsProps): JSX.Element {
  const when =
    socketsAgeNs === undefined ? "not sampled yet" : `${formatDuration(socketsAgeNs)} before ${moment}`;
  return (
    <div class="scroll" role="region" tabindex={0} aria-label="Sockets">
      <table class="sockets">
        <caption>The sockets, as netstat would show them ({when})</caption>
        <thead>
          <tr>
            {["Proto", "Recv-Q", "Send-Q", "Local Address", "Foreign Address", "State", "Whose"].map(
              (name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {sockets.length === 0 && socketsAgeNs !== undefined && (
            <tr>
              <td colSpan={7}>none</td>
            </tr>
          )}
          {sockets.slice(0, MAX_SOCKETS).map(({ local, remote, state, recvQ, sendQ }, i) => (
            <tr key={i}>
              <td>{local.address.includes(":") ? "tcp6" : "tcp"}</td>
              <td class="number">{recvQ}</td>
              <td class="number">{state === "LISTEN" ? 0 : sendQ}</td>
              <td>{formatEndpoint(local)}</td>
              <td>{formatEndpoint(remote)}</td>
              <td class={`state-name ${state}`}>{state}</td>
              <td>{own[i] ?? "other"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sockets.length > MAX_SOCKETS && <p>{sockets.length - MAX_SOCKETS} more</p>}
    </div>
  );
}

const MAX_SOCKETS = 30;
/** Packets before the moment that are shown. */
const SHOWN = 12;

function Packets({ run, atNs }: { readonly run: RunRecord; readonly atNs: number }): JSX.Element {
  const segments = useMemo(() => ofKind(run.observations, "segment"), [run]);
  const until = segments.findLastIndex((segment) => segment.atNs <= atNs) + 1;
  const before = Math.max(0, until - SHOWN);
  const lines = useMemo(() => {
    const print = createTcpdump(run.clock.startedAtMs);
    // The numbers count from the SYNs.
    for (const segment of segments.slice(0, before)) if (segment.flags.includes("S")) print(segment);
    return segments.slice(before, until).map(print);
  }, [run, segments, before, until]);
  return (
    <div class="packets">
      <h3>The packets so far, as tcpdump would show them (times are UTC)</h3>
      <pre tabindex={0}>
        {before > 0 && `... ${before} before\n`}
        {lines.join("\n") || "none yet"}
      </pre>
    </div>
  );
}

export function Processes({ snapshot: { processes } }: Pick<SnapshotPanelProps, "snapshot">): JSX.Element {
  return (
    <ul class="processes" aria-label="Processes">
      {processes.map(({ side, pid, text }) => (
        <li key={`${side} ${pid}`}>
          <b>{side}</b>, process {pid}: {text}
        </li>
      ))}
    </ul>
  );
}
