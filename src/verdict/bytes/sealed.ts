// Of what connection nobody can read what is asked, one thing after the other: TLS, and HTTP/2.

import { isTlsRecord } from "../../timeline/tls.ts";
import type { Flow } from "./flows.ts";
import { isHttp2 } from "./spoken.ts";

export function isSealed(flow: Flow): boolean {
  const first = flow.toServer.segments.find(({ length }) => length > 0);
  return first !== undefined && (isTlsRecord(first.payload) || isHttp2(flow));
}
