// Opening something in several steps: when one of them fails, what the steps before it opened is closed again.

/**
 * Calls `open`, which tells `orElse` after each step how to undo it. When `open` throws, the steps are undone, the last one
 * first, and the error goes on.
 *
 *   return allOrNothing((orElse) => {
 *     const fd = openSocket(...);
 *     orElse(() => close(fd));
 *     bindAddress(fd, address);
 *     return fd;
 *   });
 */
export function allOrNothing<T>(open: (orElse: (undo: () => void) => void) => T): T {
  const undos: (() => void)[] = [];
  try {
    return open((undo) => undos.push(undo));
  } catch (error) {
    for (const undo of undos.toReversed()) undo();
    throw error;
  }
}
