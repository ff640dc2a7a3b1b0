// Ends a fault that has something to be ended: it lasts for a time, or the server comes back.

import { failure } from "../failure.ts";
import { faultOf } from "../inside/inflict-fault.ts";
import type { Session } from "../inside/session.ts";

/**
 * Does what ends the fault, in order. Throws a Failure (3) where that is not possible.
 *
 * @param remedy what the user can do about it then
 */
export async function endFault(
  { experiment, heals }: Pick<Session, "experiment" | "heals">,
  remedy: string,
): Promise<void> {
  try {
    for (const end of heals.splice(0)) await end();
  } catch (error) {
    const { name } = faultOf(experiment);
    throw failure(3, `The fault \`${name}\` could not be ended: ${(error as Error).message}.`, remedy);
  }
}
