// A server that cannot be killed is reached from outside the experiment's network, by a process that stays there as long as
// the experiment lasts.

import { startConnector } from "../relay/index.ts";
import { failure } from "../failure.ts";
import type { ExperimentSpec } from "../inside/spec.ts";

/** Calls `run` with a connection to the upstream, if there is one, and removes it afterwards. */
export async function withUpstream<T>(
  spec: ExperimentSpec,
  run: (spec: ExperimentSpec) => Promise<T>,
): Promise<T> {
  const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(spec.custom?.upstream ?? "") ?? [];
  if (host === undefined) return await run(spec);
  const connector = await startConnector({ host, port: Number(port) }).catch((error: Error) => {
    throw failure(
      3,
      error.message,
      "Set TMPDIR to a directory with a short name that can be written to, and see that another process may run (`ulimit -u`).",
    );
  });
  try {
    return await run({ ...spec, via: connector.path });
  } finally {
    await connector.stop();
  }
}
