// What a reasonable client does when its server dies: the default expectations. Each fault names one of these.

/** However its server dies: if it ends with something unanswered, it reports that, in a message or by its exit code. */
const HONEST = "unreported=0";

/** TCP announces the ending: it notices, at the latest on use, does not keep a dead socket, and survives. */
export const ANNOUNCED: string = `noticed!=never,reaction!=holds-socket|hangs|crashes,lingers=false,${HONEST}`;

/** The server keeps reading, so the client may keep writing as long as it likes (UNP 6.6). */
export const WRITES_ON: string = `noticed!=never,reaction!=crashes,${HONEST}`;

/** The server lives: it is waited for. */
export const BEARS: string = `patience=bears,${HONEST}`;

/** Nobody can notice a silence without a timer, so all that is expected is not to crash and not to hide a loss. */
export const SILENT: string = `reaction!=crashes,${HONEST}`;
