// The relay: stands in for a server that cannot be killed.

import { programFile } from "../sys/program-file.ts";
import type { Endpoint } from "../tcp/endpoint.ts";

export { type Connector, startConnector } from "./start-connector.ts";
export type { Upstream } from "./upstream.ts";
export { type LaneName, type RelayHold, type RelayOrder, describeHold, formatOrder } from "./orders.ts";

const program = programFile("./relay", import.meta.url);

/** The command that relays what comes to `endpoint`, through the connector whose path is `via`. */
export function relayCommand({ address, port }: Endpoint, via: string): [string, ...string[]] {
  return [process.execPath, program, "--host", address, "--port", String(port), "--via", via];
}
