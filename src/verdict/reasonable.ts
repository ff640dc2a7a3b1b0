// What a reasonable client does when its server dies in one way or another: what is expected where nobody says otherwise.

/** However its server dies: if it ends with something unanswered, it says so, by a word or by its exit code. */
const HONEST = "unreported=0";
/** It learns of an end that TCP tells, at the latest when it is used, does not keep a dead socket, and survives. */
const TOLD = `noticed!=never,reaction!=keeps|hangs|crashes,lingers=false,${HONEST}`;
/** Nobody can learn of a silence without a timer: not to crash is all that can be asked, and not to hide a loss. */
const SILENT = `reaction!=crashes,${HONEST}`;

const byFault: Readonly<Record<string, string>> = {
  stop: SILENT,
  // It may go on writing as long as it likes (UNP 6.6).
  "half-close": `noticed!=never,reaction!=crashes,${HONEST}`,
  "host-crash": SILENT,
  none: SILENT,
};

/** The expectations for a fault, to be given to `checkExpectations`. */
export function reasonable(fault: string): string {
  return byFault[fault] ?? TOLD;
}
