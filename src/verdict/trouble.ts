// Whether a line says that something went wrong.

/** What stands in such a message, also within a name (`IncompleteRead`), in some of the languages that there are. */
const TROUBLE = new RegExp(
  [
    "err(?:or|no)|exception|traceback|panic|fatal|warn|fail|bad (?:request|gateway)|unavailable|unreachable|unable|sorry",
    "lost|losing|gone|dead\\b|died|killed|broken|corrupt|invalid|mismatch|unexpected|premature|incomplete|truncat|partial",
    "clos(?:ed|ing)|reset\\b|refus|abort|terminat|interrupt|disconnect|time[ds]?[ -]?out|retry|retries|reconnect|trying again",
    "\\bdown\\b|\\boffline\\b|h[au]ng up|went away|\\beof\\b|end of file|too short|stopped|giv(?:e|ing) up|gave up|\\bE[A-Z]{4,}\\b",
    "\\bno (?:answer|connection|reply|response|route)|\\bnot (?:\\w+ )?(?:answer|alive|available|complete|connect|reach|respond|running)",
    "(?:bytes?|data|answer|reply|response) (?:is |are )?missing|missing (?:\\d|bytes?|data|answer|reply|response)",
    // What is not found, or is missing, may be so in the part that came.
    "(?:cannot|can't|could ?n[o']t|did ?n[o']t)(?! (?:be )?f(?:i|ou)nd)",
    "fehler|verloren|abgebrochen|beendet|unterbrochen|nicht|erreur|perdu|interromp|ferm\u00e9|impossible|perdid|cerrad|rechaz|falh|ошибк|потерян|разорван",
    "错误|失败|失敗|断开|切断|切れ|エラー|오류|실패|끊",
    "[❌✗✘⚠]",
  ].join("|"),
  "i",
);
/** A number that stands for a word: `status 503`; and 000, which curl prints of no status. */
const CODE = /\b(?:code|errno|exit|http\S*|rc|status)["'\s:=]*(\d+)|^\s*(000)\s*$/i;
/** `0 errors`, `failed: 0`: none of what is counted. */
const NONE =
  /\b(?:no|0) (?:errors?|failed|failures?|warnings?)\b|\b(?:errors?|failed|failures?|warnings?)["'\s:=]*(?:0|none)(?![.\d])/gi;
/** What no text has in it: the output is binary. */
// oxlint-disable-next-line no-control-regex -- it is what is looked for
const NO_TEXT = /[\u0000-\u0008\u000e-\u001a\ufffd]/;

export function isBinary(text: string): boolean {
  return NO_TEXT.test(text);
}

/** The number in it that stands for a word. */
export function codeIn(text: string): string | undefined {
  const [, code, none] = CODE.exec(text) ?? [];
  return code ?? none;
}

/** It says so, or gives a status, whatever else it is. */
export function saysTrouble(text: string): boolean {
  return !isBinary(text) && (TROUBLE.test(text.replace(NONE, "")) || CODE.test(text));
}
