// Programs that speak over TLS, with a certificate made for the test.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { outputOf } from "../../src/timeline/output.ts";
import { type RunResult, hasProgram, quoted, run, temporaryDirectory } from "./harness.ts";
import { AT_ONCE, program } from "./own.ts";

export const NOTHING_LOST: readonly string[] = ["--expect-verdict", "lost=0,unreported=0"];
/** How its server comes back. */
export const BACK: readonly string[] = ["--kill", "tree", "--after", "come-back:200"];

export function hasAll(t: TestContext, ...programs: readonly string[]): boolean {
  return ["python3", "openssl", ...programs].every((each) => hasProgram(t, each));
}

/** @param variables the environment of both programs: `PLAIN=1` */
export async function overTls(
  t: TestContext,
  programs: { readonly server: string; readonly client: string; readonly variables?: string },
  ...args: readonly (readonly string[])[]
): Promise<RunResult> {
  const folder = temporaryDirectory(t);
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const kind = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"];
  spawnSync("openssl", [...kind, "-out", cert, "-keyout", key]);
  const made = `export CERT=${quoted(cert)} KEY=${quoted(key)} ${programs.variables ?? ""};`;
  const server = ["--server", `${made} ${programs.server}`, "--server-ready", "up"];
  const client = ["--client", `${made} ${programs.client}`, "--client-on", "pipes"];
  return await run(t, [...server, ...client, ...args.flat(), ...AT_ONCE]);
}

const WORKS = program("works-over-tls.py");

/** A service that stores a number every 50 ms. */
export async function works(
  t: TestContext,
  variables: string,
  ...args: readonly (readonly string[])[]
): Promise<RunResult> {
  return await overTls(t, { server: `${WORKS} serve`, client: WORKS, variables }, ...args, NOTHING_LOST);
}

/** The numbers that the server has stored. */
export function storedBy({ runs }: RunResult): readonly number[] {
  const printed = outputOf(runs[0]?.observations ?? [], "server");
  return [...printed.matchAll(/store (\d+)/g)].map(([, number]) => Number(number));
}

/** How many it has left out, up to the last. */
export function missingIn(result: RunResult): number {
  const stored = storedBy(result);
  return Math.max(...stored) - new Set(stored).size;
}

/** How much was stored once the server was up again. */
export function storedSince({ runs }: RunResult): number {
  const printed = outputOf(runs[0]?.observations ?? [], "server");
  return printed.split("up\n").at(-1)?.match(/store/g)?.length ?? 0;
}

export function summaryOf({ runs }: RunResult): string {
  return runs[0]?.verdict.summary.join("\n") ?? "";
}
