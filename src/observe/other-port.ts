// What is recorded of a SYN-ACK between other ports than the server's: who has answered sent it.

import type { SegmentHeader } from "../tcp/segment.ts";
import type { OtherPortFact } from "../timeline/observation.ts";

export function otherPort({ source, destination }: SegmentHeader): OtherPortFact {
  return { kind: "other-port", client: destination, server: source, count: 1 };
}
