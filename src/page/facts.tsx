// Facts of the run: the commands, the fault, the network, the observers and their mechanisms.

import type { JSX } from "preact";
import { sanitize } from "../report/sanitize.ts";
import { faultAsWritten } from "../timeline/queries.ts";
import type { RunRecord } from "../timeline/record.ts";

export function Facts({ run }: { readonly run: RunRecord }): JSX.Element {
  const { commands, moment, network, observers, clock, drops, limits } = run;
  return (
    <dl class="facts">
      <dt>server</dt>
      <dd>
        <code>{sanitize(commands.server)}</code>
      </dd>
      <dt>client</dt>
      <dd>
        <code>{sanitize(commands.client)}</code>
      </dd>
      <dt>fault</dt>
      <dd>{`${faultAsWritten(run)}@${moment}, watched for ${limits.watchMs} ms, at once means within ${limits.noticeMs} ms`}</dd>
      <dt>network</dt>
      <dd>
        {network.name}
        {network.note !== undefined && `: ${network.note}`}
      </dd>
      <dt>began</dt>
      <dd>{new Date(clock.startedAtMs).toISOString()}</dd>
      {observers.map(({ name, on, how }) => (
        <>
          <dt>{name}</dt>
          <dd>{on ? how : `not observed: ${how}`}</dd>
        </>
      ))}
      {drops > 0 && (
        <>
          <dt>lost</dt>
          <dd>{drops} frames that the capture could not keep</dd>
        </>
      )}
    </dl>
  );
}
