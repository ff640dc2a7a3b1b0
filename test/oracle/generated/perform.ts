// A case by deadpeer: the document that it saves, or its message where it saves none.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunDocument } from "../../../src/timeline/record.ts";
import { quoted, start } from "../../e2e/harness.ts";
import type { Case } from "./case.ts";

const PROGRAMS = join(process.cwd(), "test/oracle/programs/generated");
/** That of a version manager takes most of a second of a processor to start. */
const PYTHON = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
/** It makes the run, a control beside it, and now and then another one. */
const LONGEST_MS = 120_000;

export interface Performed {
  /** How it can be made again by hand, in words of a shell. */
  readonly command: string;
  readonly document?: RunDocument;
  readonly failed?: string;
}

/** A key and a certificate of its own, for all cases. */
export function makeCertificate(folder: string): void {
  const kind = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"];
  const files = ["-out", join(folder, "cert.pem"), "-keyout", join(folder, "key.pem")];
  const { status, stderr } = spawnSync("openssl", [...kind, ...files], { encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
}

/** @param folder of the case's own: for its logs and its document */
export async function perform(
  all: Case,
  deadpeer: string,
  folder: string,
  certificate: string,
): Promise<Performed> {
  const file = join(folder, "run.json");
  const args = [
    "run",
    ...optionsOf(all, folder, certificate),
    "--out",
    join(folder, "report"),
    "--json",
    file,
  ];
  const command = ["node", deadpeer, ...args].map(wordOf).join(" ");
  const { child, outcome, leftovers } = start(process.execPath, [deadpeer, ...args]);
  const timer = setTimeout(() => child.kill("SIGTERM"), LONGEST_MS);
  const { stderr, stdout } = await outcome;
  clearTimeout(timer);
  const left = leftovers();
  if (left.length > 0) return { command, failed: `left behind: ${left.join("; ")}` };
  if (!existsSync(file)) return { command, failed: firstLine(`${stderr}${stdout}`) };
  return { command, document: JSON.parse(readFileSync(file, "utf8")) as RunDocument };
}

function optionsOf({ way, forks, death, watchMs }: Case, folder: string, certificate: string): string[] {
  const tls = way.tls ? certificate : "";
  const program = (name: string, what: unknown): string =>
    `exec ${PYTHON} ${quoted(join(PROGRAMS, name))} ${quoted(folder)} ${quoted(JSON.stringify(what))}`;
  const server = [
    "--server",
    program("store.py", { protocol: way.protocol, tls, forks }),
    "--server-ready",
    "up",
  ];
  const client = ["--client", program("client.py", { ...way, tls }), "--client-on", "pipes"];
  const watched = ["--watch-ms", String(watchMs), "--control", "at-once"];
  const fault = ["--fault", death.fault, ...death.more];
  return [...server, ...client, ...fault, ...watched, "--expect-verdict", "lost=0,unreported=0"];
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1).join("").slice(0, 300);
}

function wordOf(text: string): string {
  return /^[\w./:=,@-]+$/.test(text) ? text : quoted(text);
}
