// Where the file of one of deadpeer's own programs is.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The program beside a module. A built package has it as one file in CommonJS (tools/bundle-programs.js): Node starts that
 * 8 to 10 ms sooner than a module. Compiled only, as the tests are, it is a module.
 *
 * @param name as the module would import it, without `.js`: `./child`
 */
export function programFile(name: string, module: string): string {
  const bundled = fileURLToPath(new URL(`${name}.cjs`, module));
  return existsSync(bundled) ? bundled : fileURLToPath(new URL(`${name}.js`, module));
}
