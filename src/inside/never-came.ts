// A moment that did not come: nothing was answered, or what was to be seen was not.

import { type Failure, failure } from "../failure.ts";
import type { Observed } from "../timeline/observation.ts";
import { showPattern } from "../timeline/pattern.ts";
import { findExit, ofKind } from "../timeline/queries.ts";
import { isTlsRecord } from "../timeline/tls.ts";
import type { Experiment } from "./experiment.ts";
import type { Direction } from "../tcp/endpoint.ts";
import type { Sought } from "../wire/trigger.ts";
import { countDistinctBytes } from "../timeline/distinct-bytes.ts";

export function neverAnswered(experiment: Experiment): Failure {
  return failure(
    3,
    `The server did not answer ${whenOf(experiment)}: no byte of an answer came, so the fault did not either.`,
    "Try the exchange without a fault (--fault none), or allow more time with --limit-ms.",
  );
}

/** What is sought: what came instead, and what else can be used. @param stopped where it was to be used */
export function neverCame(experiment: Experiment, sought: Sought, stopped: Direction): Failure {
  const { spec, timeline } = experiment;
  const when = whenOf(experiment);
  const who = sought.direction === "client->server" ? "client" : "server";
  const sent = ofKind(timeline.observations, "segment").filter((each) => each.length > 0 && isOf(who, each));
  const bytes = countDistinctBytes(sent);
  const shown = sought.pattern === undefined ? "A request" : showPattern(sought.pattern);
  const never = `${shown} did not come in what the ${who} sent ${when} (${bytes} bytes), so the fault did not either`;
  if (sent.some(({ payload }) => isTlsRecord(payload)))
    return failure(3, `${never}: it is encrypted (TLS).`, ENCRYPTED[stopped]);
  return failure(
    3,
    `${never}.`,
    `The bytes are searched as they are sent: what is compressed or encoded is not found. ${ENCRYPTED[stopped]}`,
  );

  function isOf(role: "client" | "server", { to, from }: Observed<"segment">): boolean {
    return (role === "client" ? to : from).port === spec.port;
  }
}

function whenOf({ spec, timeline }: Experiment): string {
  const isOver = findExit(timeline.observations, "client") !== undefined;
  return isOver ? "before the client ended" : `within ${spec.limitMs} ms`;
}

const ENCRYPTED = {
  "client->server": "Use a moment that looks at no text: mid-request:N.",
  "server->client": "Use a moment that looks at no text: mid-reply:N or answered.",
} as const;
