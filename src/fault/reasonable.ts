// What a reasonable client does when its server dies: what is expected where nobody says otherwise. A fault names one.

/** However its server dies: if it ends with something unanswered, it says so, by a word or by its exit code. */
const HONEST = "unreported=0";

/** It learns of an end that TCP tells, at the latest when it is used, does not keep a dead socket, and survives. */
export const TOLD: string = `noticed!=never,reaction!=holds-socket|hangs|crashes,lingers=false,${HONEST}`;

/** The server goes on reading, so it may go on writing as long as it likes (UNP 6.6). */
export const WRITES_ON: string = `noticed!=never,reaction!=crashes,${HONEST}`;

/** Nobody can learn of a silence without a timer: not to crash is all that can be asked, and not to hide a loss. */
export const SILENT: string = `reaction!=crashes,${HONEST}`;
