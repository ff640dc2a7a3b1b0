// Whether a line says that something went wrong.

import { constants } from "node:os";

/** What stands in such a message, also within a name (`IncompleteRead`), in some of the languages that there are. */
const TROUBLE = new RegExp(
  [
    "err(?:or|no)|exception|traceback|panic|fatal|warn|fail|bad (?:request|gateway)|unavailable|unreachable|unable|sorry",
    "lost|losing|gone|dead\\b|died|killed|broken|corrupt|invalid|mismatch|unexpected|premature|incomplete|truncat|partial",
    "clos(?:ed|ing)|reset\\b|refus|abort|terminat|interrupt|disconnect|time[ds]?[ -]?out|retry|retries|reconnect|trying again",
    "\\bdown\\b|\\boffline\\b|h[au]ng up|went away|\\beof\\b|end of file|too short|stopped|giv(?:e|ing) up|gave up|exceeded|exhausted|\\bended\\b",
    "\\bempty (?:answer|reply|response)|\\bno (?:answer|connection|reply|response|route)|\\bnot (?:\\w+ )?(?:answer|acknowledg|alive|available|complete|confirm|connect|deliver|reach|respond|running|saved\\b|sent\\b|stored\\b|written\\b)",
    "\\bnot ok\\b|\\bnok\\b|stall(?:ed|s\\b)|\\breject|\\bdenied|discard|\\bdropp(?:ed|ing)|undeliver|\\bunsent|unconfirmed|unhealthy",
    "(?:bytes?|data|answer|reply|response) (?:is |are )?missing|missing (?:\\d|bytes?|data|answer|reply|response)",
    // What is not found, or is missing, may be so in the part that came.
    "(?:cannot|can't|could ?n[o']t|did ?n[o']t)(?! (?:be )?f(?:i|ou)nd)",
    // Nor is what is not known (`nicht bekannt`).
    "konnten? (?:\\S+ ){0,5}nicht\\b(?! gefunden)|nicht (?:\\w+ )?(?:antwort|bestätig|erreich|ge(?:antwort|lad|les|schrieb|sand|send|speich)|möglich|verbund|verfügbar|zugestell)",
    "fehler|verloren|abgebrochen|beendet|unterbrochen|erreur|perdu|interromp|ferm\u00e9|impossible|perdid|cerrad|rechaz|falh|ошибк|потерян|разорван|错误|失败|失敗|断开|エラー|切断|切れ|오류|끊",
    "verbroken|\\bfout|bröts|avbröts|katkesi|przerwan|błąd|koptu|❌|❎|✗|✘|⚠|💥|⛔|🚫",
  ].join("|"),
  "gi",
);
/** The name of an error of errno(3), or of getaddrinfo(3): ECONNRESET, EAI_AGAIN; and none of ENQUEUED, or ESTABLISHED. */
const ERRNO = new RegExp(
  String.raw`\b(?:${[...Object.keys(constants.errno), "EHOSTDOWN", "ESHUTDOWN", "EREMOTEIO"].join("|")}|EAI_[A-Z]+)\b`,
  "g",
);
/**
 * A number that stands for a word: `status 503`; and 000, which curl prints of no status. It is not the port in an address,
 * nor an exit code of 0.
 */
const CODE =
  /\b(?:(?:code|status)(?:[ _-]?(?:code|status))?["'\s:=(]*|(?:errno|exit|rc)(?:[ _-]?(?:code|status))?["'\s:=(]*(?!0\b)|http(?:\/\d+(?:\.\d+)?|\w*)(?:[ _-]?(?:code|status))?["'\s:=(]+)\d+|^\s*000\s*$/gi;
const KINDS = [TROUBLE, ERRNO, CODE];
const COUNTED =
  "errors?|exceptions?|failed|failures?|warnings?|invalid|lost|closed|retries|timeouts?|resets?|reconnects?|disconnects?|dropped|rejected|refused|aborted|discarded|undelivered|unsent|interrupted";
/** `errors_total`, `error rate`, `lost_packets` */
const OF_WHAT = "(?:[ _-](?:rate|ratio|total|count|packets|messages|lines|bytes|requests))*";
/** `0 errors`, `failed: 0`, `error rate 0.00%`, `"error":null`, `error=<nil>`, `"errors":[]`: none of what is counted. */
const NONE = new RegExp(
  String.raw`\b(?:no|0|without(?: any)?) (?:${COUNTED})\b|\b(?:${COUNTED})${OF_WHAT}["'\s:=]*(?:(?:0(?:\.0+)?|none)(?![.\d])|(?:null|nil|false)\b|<nil>|\[\s*\]|\{\s*\})|\b(?:${COUNTED})["']?\s?[:=]\s?(?:""|'')`,
  "gi",
);
/** A warning of Python, Node or urllib3 about how a program is written: it tells of nothing that has happened. */
const OF_ITS_AGE =
  /.*\b(?:(?:Pending)?Deprecation|Future|Syntax|Import|Bytes|Encoding|Resource|Experimental|MaxListenersExceeded|Insecure(?:Request|Platform))Warning\b.*|\(Use `node --trace-[^)]*\)/g;
/** What no text has in it: the output is binary. */
// oxlint-disable-next-line no-control-regex -- it is what is looked for
const NO_TEXT = /[\u0000-\u0008\u000e-\u001a\ufffd]/;

export function isBinary(text: string): boolean {
  return NO_TEXT.test(text);
}

/** It says so, or gives a status, whatever else it is. */
export function saysTrouble(text: string): boolean {
  return troublesIn(text).length > 0;
}

/** The words and the statuses by which it says so. */
export function troublesIn(text: string): readonly string[] {
  if (!KINDS.some((kind) => text.search(kind) >= 0) || isBinary(text)) return []; // most say nothing of it
  const some = withoutNone(text);
  return KINDS.flatMap((kind) => some.match(kind) ?? []).map((word) => word.toLowerCase());
}

export function withoutNone(text: string): string {
  return text.replaceAll(OF_ITS_AGE, "").replace(NONE, "");
}
