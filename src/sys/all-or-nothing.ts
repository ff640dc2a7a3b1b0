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

/** What is being opened at the same time: when one fails the others are closed, and its error goes on. */
export async function allOrNone<T extends readonly Promise<Closable>[] | []>(
  opening: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled<Closable>(opening);
  const failed = settled.find((each) => each.status === "rejected");
  if (failed === undefined) return await Promise.all(opening);
  for (const each of settled) if (each.status === "fulfilled") each.value.close();
  throw failed.reason;
}

interface Closable {
  close(): void;
}
