// The words of a verdict, each list once. The types, the check of saved documents, `--expect-verdict`, and the page's legend
// and marks are derived from these lists. The legend shows the meanings beside the words.

/** The outcome of a section's statement. */
export const outcomes = ["holds", "differs", "unknown"] as const;
export type Outcome = (typeof outcomes)[number];

/** The outcome of a run. */
export const grades = ["pass", "fail", "inconclusive", "skipped"] as const;
export type Grade = (typeof grades)[number];

/** The outcome of an expectation. */
export const expectationOutcomes = ["pass", "fail", "unknown"] as const;
export type ExpectationOutcome = (typeof expectationOutcomes)[number];

/** What TCP showed of the server's end. */
export const endings = {
  fin: "a FIN reached the client's host",
  rst: "an RST reached the client's host",
  silence: "nothing reached the client's host",
  none: "nothing was done to the server",
  unknown: "segments were not observed",
} as const;
export type Ending = keyof typeof endings;

/** When the client noticed. */
export const noticedWords = {
  "at-once": "noticed within the limit (1 s), with nothing said to it",
  late: "noticed after the limit, with nothing said to it",
  "on-use": "noticed only when the connection was used",
  never: "nothing showed it while it was watched",
  unknown: "not known",
} as const;
export type Noticed = keyof typeof noticedWords;

/** What the client did about it. */
export const reactions = {
  exits: "ends",
  closes: "closes its socket and keeps running",
  reconnects: "connects again, or tries to",
  switches: "goes on over another connection that was open, and keeps the old one",
  "tells-user": "tells its user and keeps running",
  "holds-socket": "has read the end of file, keeps the socket and says nothing",
  hangs: "waits for an answer that will not come",
  crashes: "ends with a signal or an uncaught error",
  "goes-silent": "no longer prints what it printed unprompted before",
  none: "keeps running as if nothing had happened",
  unknown: "not known",
} as const;
export type Reaction = keyof typeof reactions;

/** What the client made of a server that lived, and was out of reach, silent or slow for a time. */
export const patienceWords = {
  bears: "did not give up, and what was said meanwhile was answered",
  "false-alarm": "gave up on a server that lived, and would have answered",
  loses: "kept its connection, and what was said meanwhile was never answered, or the answer never read",
  unknown: "not known",
} as const;
export type Patience = keyof typeof patienceWords;

/** What one end did to the connection, where a proxy stands between the two: what the proxy is held against. */
export const sentWords = {
  fin: "a FIN: it closed",
  rst: "an RST: it aborted",
  "server-half-close": "the server's FIN, and it still reads",
  "client-half-close": "the client's FIN, and it still reads",
  silence: "nothing: it is gone, or hangs",
  refusal: "an RST to the SYN: nothing listens",
} as const;
export type Sent = keyof typeof sentWords;

/** What a proxy makes of it. */
export const passageWords = {
  keeps: "the same reached the other end",
  turns: "something else reached the other end: an RST for a FIN, a FIN for an RST",
  closes: "it was half a close, and the proxy closed the other half as well",
  answers: "the proxy said something of its own to the client",
  eats: "nothing reached the other end before it was used again, or while it was watched",
  "makes-up": "nothing was sent, and an ending reached the other end",
  covers: "nothing reached the client, and what it sends is acknowledged for a host that does not",
  unknown: "not known",
} as const;
export type PassageWord = keyof typeof passageWords;

/** What the client believes of something said, as far as it shows. */
export const believedWords = {
  done: "it says that it is done",
  failed: "it says that it has failed",
  "said-nothing": "it has said nothing of it",
  unknown: "not known",
} as const;
export type Believed = keyof typeof believedWords;

/** What the client believes was done, held against what the server has: the best first. */
export const beliefWords = {
  honest: "what it says of it is so, or it says nothing",
  "false-failure": "it says that it failed, and it was done",
  "silent-retry": "sent again on another connection, and nobody was told",
  duplicate: "said once, and done more than once",
  "false-success": "it says that it is done, and it was not",
  unknown: "not known",
} as const;
export type Belief = keyof typeof beliefWords;

/**
 * How far a typed line, or a range of bytes, got: the furthest place that was observed. From the client to the server the
 * order is that of the list down to `answered`; for what comes back it is `arrived`, `read` and `shown`.
 */
export const fates = {
  "not-said": "never typed: the client had ended",
  swallowed: "typed, and never sent on any connection",
  refused: "sent, and answered with an RST",
  unacknowledged: "sent, and never acknowledged by TCP",
  acknowledged: "acknowledged by the other kernel; whether a process read it was not seen",
  unread: "left unread in the other end's receive queue",
  taken: "read by the server's process, or counted by the server, and not answered",
  arrived: "reached the client's host; whether the client read it was not seen",
  answered: "a data segment of the server reached the client's host after it",
  cut: "answered in part: the rest of it did not come, or was not printed",
  read: "the client read what came back",
  shown: "the client printed what was expected, after data from the server had come",
  unknown: "not known, with the reason",
} as const;
export type Fate = keyof typeof fates;

/** Why a word of the verdict is `unknown`: there is no other reason. */
export const unknownCauses = {
  "not-observed": "what shows it was not observed",
  chance: "the client does the same by itself, and it may have been chance",
  "made-of-part": "what it printed is new, and may be made of what came of the answer, or of nothing",
  "says-nothing-wrong":
    "what it printed is new, and does not say that anything went wrong (--means-failed says what does)",
  "late-sign": "an RST woke it, and what shows that it knew came much later",
  "no-status":
    "the process that held the connection has ended, and the kernel does not say how (before Linux 6.15)",
  "was-killed": "it was ended by SIGKILL, and nothing had shown that it knew",
  "not-asked":
    "nothing was asked for that would show it (--say with --expect, --count, --done-when, or a control)",
  "too-short": "it was watched for too short a time",
  "printed-early":
    "what was expected was printed before anything came from the server, or may have been, so it shows no answer",
  "fate-unknown": "how far what was said got is not known (the ledger has the reason)",
  "machine-busy": "the machine was so busy that the time may be its doing",
  "not-counted": "--count or --missing printed no number, or --done-when was never printed",
  "not-one-each": "what was counted is not one for each thing said, or it does not show for which",
  "missing-anyway":
    "--missing counts something in the control as well: it has to print what the server lacks of this run alone",
  "server-forgot": "the server has less than it had answered: it has forgotten, whatever the client believes",
  "says-both": "what the client said of it means that it is done, and that it failed",
  "may-be-again":
    "more was sent on another connection, and what was sent does not show whether it was the same again",
  "other-connection":
    "what was said went over another connection, and one control does not show that it would not have anyway (--controls 2)",
  "other-port": "it has talked to another port since, which is not watched",
  "servers-own":
    "a program of --server connects to the server, too, and whether a connection is the client's was not seen (--network two-hosts)",
  "slow-pattern": "a pattern took too long to be matched",
} as const;
/** `not-asked`, of what the client believes about a thing that was said. */
export const notCountedAtAll = "nothing shows what the server has (--count or --done-when)";
export type UnknownCause = keyof typeof unknownCauses;

export const observerNames = ["segments", "sockets", "processes", "waiting", "output"] as const;
export type ObserverName = (typeof observerNames)[number];

export const networkNames = ["loopback", "two-hosts", "machine"] as const;
export type NetworkName = (typeof networkNames)[number];

/** The table's entry for a word from outside, which may be a name that every object has: `constructor`. */
export function lookUp<T>(table: Readonly<Partial<Record<string, T>>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** The names of a table, in its order. */
export function namesOf<T extends string>(table: Readonly<Record<T, string>>): readonly T[] {
  return Object.keys(table) as T[];
}
