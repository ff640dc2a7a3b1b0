// Whom a program under test runs as: a check of its own, since it takes what others do without.

import { SUBORDINATE_IDS, findUsers } from "../network/users.ts";
import { findUser } from "../program/user.ts";
import { type Check, text, usageError } from "./option-checks.ts";

/** Whom a program runs as: to choose takes root, or subordinate ids. */
export const user: Check<string> = (value, place) => {
  const name = text(value, place);
  if (process.getuid?.() !== 0 && findUsers() !== "subordinate")
    throw usageError(
      `Only root can use ${place.option}, or a user with subordinate ids.`,
      `Leave it out: the program then runs as you. Or run deadpeer as root, or ${SUBORDINATE_IDS}.`,
    );
  if (findUser(name) !== undefined) return name;
  throw usageError(`There is no user ${name}.`, `Choose another with ${place.option}.`);
};
