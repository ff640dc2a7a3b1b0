// Checks the derived part of a run, and its control, field by field.

import {
  boolean,
  count,
  list,
  ns,
  number,
  oneOf,
  optional,
  port,
  shape,
  string,
  tableOf,
  type Check,
  findWrong,
  processEnd,
} from "./checks.ts";
import {
  beliefWords,
  believedWords,
  outcomes,
  expectationOutcomes,
  grades,
  endings,
  noticedWords,
  reactions,
  passageWords,
  patienceWords,
  sentWords,
  fates,
  unknownCauses,
  namesOf,
} from "./words.ts";

/** Of processor time each of them has a share. */
const MOST_PROCESSORS = 4096;
const fate = oneOf(...namesOf(fates));
const oneControl = {
  none: optional(boolean),
  missing: optional(string),
  lines: list(string),
  masked: optional(boolean),
  times: optional(list(count)),
  answers: optional(list(count)),
  unfinished: optional(list(string)),
  signs: list(
    shape({ kind: string, what: string, afterNs: ns, asked: optional(boolean), answered: optional(boolean) }),
  ),
  busy: optional(number(0, MOST_PROCESSORS)),
  answered: list(boolean),
  said: optional(
    list(
      shape({
        text: string,
        fate,
        answerBytes: optional(count),
        connections: optional(count),
        isLate: optional(boolean),
        begins: optional(count),
      }),
    ),
  ),
  sent: optional(count),
  received: optional(count),
  printed: optional(count),
  asksAnswered: optional(boolean),
  begunAnswered: optional(boolean),
  rhythms: optional(list(shape({ bytes: count, ns, pauseNs: ns }))),
  lastWhole: optional(boolean),
  streams: optional(list(count)),
  statuses: optional(list(count)),
  onlyBody: optional(count),
  sealed: optional(list(list(count))),
  sealedThings: optional(count),
  sealedRestNs: optional(ns),
  steps: optional(list(list(count))),
  openStep: optional(list(count)),
  asked: optional(list(list(count))),
  askedFirst: optional(list(list(count))),
  askedNs: optional(list(ns)),
  sendsByItself: optional(boolean),
  serverEndsFirst: optional(boolean),
  countedMore: optional(count),
  lacking: optional(count),
  byItself: optional(
    shape({
      lines: count,
      fresh: count,
      freshNs: optional(ns),
      begins: optional(count),
      bytes: count,
      answer: optional(shape({ lines: count, bytes: count })),
      ns,
    }),
  ),
  watched: optional(shape({ sinceFirstNs: ns, sinceQuietNs: ns })),
  otherPorts: optional(list(shape({ port, times: count, isSince: optional(boolean) }))),
  hasPerhaps: optional(boolean),
  serversConnect: optional(boolean),
};
export const control: Check = shape({ ...oneControl, more: optional(list(shape(oneControl))) });
const statement = shape({
  id: string,
  text: string,
  outcome: oneOf(...outcomes),
  because: list(count),
  note: string,
});
const expectation = shape({
  expected: string,
  observed: string,
  outcome: oneOf(...expectationOutcomes),
});
const beliefEntry = shape({
  believed: oneOf(...namesOf(believedWords)),
  done: optional(count),
  word: oneOf(...namesOf(beliefWords)),
  why: optional(oneOf(...namesOf(unknownCauses))),
});
const ledger = shape({
  said: list(
    shape({
      text: string,
      isOwn: optional(boolean),
      atNs: ns,
      fate,
      why: optional(string),
      sent: optional(count),
      connections: optional(count),
      answerBytes: optional(count),
      found: optional(boolean),
      isEarly: optional(boolean),
      isLate: optional(boolean),
      isLost: optional(boolean),
      belief: optional(beliefEntry),
      because: list(count),
    }),
  ),
  bytes: list(
    shape({
      clientPort: port,
      direction: oneOf("client->server", "server->client"),
      from: count,
      bytes: count,
      fate,
    }),
  ),
  more: optional(count),
});
const passage = shape({
  word: oneOf(...namesOf(passageWords)),
  sent: optional(oneOf(...namesOf(sentWords))),
  reached: optional(oneOf("fin", "rst", "silence")),
  afterNs: optional(ns),
  closedNs: optional(ns),
  unused: optional(boolean),
  said: optional(string),
  why: optional(string),
  because: list(count),
});
const judgement: Readonly<Record<string, Check>> = {
  statements: list(statement),
  expectations: list(expectation),
  verdict: shape({
    summary: list(string),
    grade: oneOf(...grades),
    missing: optional(string),
    ending: shape({ by: oneOf(...namesOf(endings)), atNs: optional(ns) }),
    noticed: oneOf(...namesOf(noticedWords)),
    afterNs: optional(ns),
    afterUseNs: optional(ns),
    by: optional(string),
    reaction: oneOf(...namesOf(reactions)),
    patience: optional(oneOf(...namesOf(patienceWords))),
    lastedNs: optional(ns),
    waiting: string,
    waitingOnceUsed: optional(string),
    told: optional(string),
    exit: optional(shape(processEnd)),
    lost: optional(count),
    unreported: optional(count),
    duplicated: optional(count),
    belief: optional(oneOf(...namesOf(beliefWords))),
    byItself: optional(shape({ expected: count, came: count })),
    lingers: optional(boolean),
    spins: optional(boolean),
    attempts: optional(count),
    tries: optional(shape({ attempts: count, syns: count, ns, isConnected: boolean })),
    kernel: optional(
      shape({ idleMs: optional(count), unacknowledgedMs: number(0, Number.MAX_SAFE_INTEGER) }),
    ),
    lateness: optional(
      shape({ clientMs: count, serverMs: count, ownMs: count, attempts: optional(list(count)) }),
    ),
    passage: optional(passage),
    undecided: optional(tableOf(oneOf(...namesOf(unknownCauses)))),
    ledger: optional(ledger),
  }),
};

/** Where the derived part of a run is malformed (`.verdict`), or undefined. `checkRun` does not check that part. */
export function checkJudgement(run: object): string | undefined {
  return findWrong(run, judgement);
}
