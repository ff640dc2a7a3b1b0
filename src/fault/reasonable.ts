// What a reasonable client does when its server dies: the default expectations. Each fault names one of these, and each
// expectation has its requirement, with the source it stands on, in docs/requirements.md.

/** However its server dies: if it ends with something unanswered, it reports that, in a message or by its exit code. */
const REPORT = "unreported=0";

/** A signal, or an error that nobody has caught, is no way to end. */
const SURVIVE = "reaction!=crashes";

/** At the latest on use. */
const NOTICE = "noticed!=never";

/** Let go, stop waiting, survive. `lingers` is asked for as well: a client can do other things and keep its socket. */
const FREE = "reaction!=holds-socket|hangs|goes-silent|crashes,lingers=false";

/** TCP announces the ending. */
export const ANNOUNCED: string = `${NOTICE},${FREE},${REPORT}`;

/** The server keeps reading, so the client may keep writing as long as it likes (UNP 6.6). */
export const WRITES_ON: string = `${NOTICE},${SURVIVE},${REPORT}`;

/** The server lives: it is waited for. */
export const BEARS: string = `patience=bears,${REPORT}`;

/** Whatever the fault, where it was counted what was done: said to be done, it is; and said once, it is done once. */
export const COUNTED: string = "belief!=false-success|duplicate";

/** Whatever the fault, where it was asked what is missing in the end: nothing is. */
export const COMPLETE: string = "lost=0";

/** Nobody can notice a silence without a timer, so all that is expected is not to crash and not to hide a loss. */
export const SILENT: string = `${SURVIVE},${REPORT}`;
