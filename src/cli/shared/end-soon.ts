// The end of a command that has run a script of its user's (a configuration, a story).

const GRACE_MS = 1000;

/** A script may have left something open (a database client, a timer) that would keep this process for ever. */
export function endSoon(): void {
  setTimeout(() => process.exit(), GRACE_MS).unref();
}
