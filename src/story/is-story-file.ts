// Recognises the file of a story by its name.

import { extname } from "node:path";
import { configExtensions } from "../input-file/read-source.ts";

/** By its ending: no section, and no scenario, has one of these. */
export function isStoryFile(name: string): boolean {
  return configExtensions.includes(extname(name).slice(1));
}
