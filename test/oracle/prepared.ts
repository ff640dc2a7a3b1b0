// What a server needs before it can run, made once for all runs: keys, a database.

import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Service } from "./recipe.ts";

const folders = new Map<Service, string>();

export function prepared(service: Service): string {
  const there = folders.get(service);
  if (there !== undefined) return there;
  const folder = mkdtempSync(join(tmpdir(), "oracle-server-"));
  chmodSync(folder, 0o755);
  folders.set(service, folder);
  service.prepare?.(folder);
  return folder;
}

export function removePrepared(): void {
  for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}
