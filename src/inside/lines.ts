// The lines that scenarios type.

export const FIRST_LINE = "hello, world";
export const SECOND_LINE = "another line";
/** For a server that has stopped reading. */
export const UNREAD_LINE = "is anybody there?";
/** More lines than can be in flight at once. */
export const BATCH: readonly string[] = Array.from({ length: 100 }, (_, i) => `line ${i + 1}`);
