// Finds the configuration: in the working directory, else in the nearest directory above it that has one.

import { type Stats, existsSync, lstatSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { failure } from "../failure.ts";
import { configExtensions, show } from "../input-file/read-source.ts";

/** Returns its absolute path. @param named what `--config` says @param directory the working directory */
export function findConfig(named: string | undefined, directory: string): string {
  if (named !== undefined) return resolve(directory, named);
  for (let at = resolve(directory); ; at = dirname(at)) {
    const [found, other] = configsIn(at);
    if (found !== undefined && other !== undefined)
      throw failure(
        2,
        `There are two configurations, ${show(found, directory)} and ${show(other, directory)}.`,
        "Remove one of them, or choose with --config FILE.",
      );
    if (found !== undefined) {
      refusePlanted(found, directory);
      return found;
    }
    if (at === dirname(at)) throw nothingFound();
  }
}

/** The configurations in a directory, of which there should be one. */
export function configsIn(directory: string): string[] {
  return configExtensions
    .map((extension) => join(directory, `deadpeer.config.${extension}`))
    .filter((file) => existsSync(file));
}

function nothingFound(): Error {
  return failure(
    2,
    "There is no deadpeer.config.ts here, nor in a directory above.",
    "`deadpeer init --client COMMAND` writes one; --config FILE names another.",
  );
}

const WRITABLE_FOR_ALL = 0o002;

/**
 * A configuration is a program that is run. In /tmp, or below it, somebody else could have put one there, or a link to one.
 */
function refusePlanted(file: string, directory: string): void {
  const isForeign = ({ uid }: Stats): boolean => uid !== 0 && uid !== process.geteuid?.();
  const isOpen = (statSync(dirname(file)).mode & WRITABLE_FOR_ALL) !== 0;
  if (!isOpen || !(isForeign(lstatSync(file)) || isForeign(statSync(file)))) return;
  throw failure(
    2,
    `${show(file, directory)} belongs to another user, in a directory where everybody can write.`,
    "To use it, name it with --config FILE.",
  );
}
