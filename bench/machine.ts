// What the figures were measured on, and with: the machine, deadpeer, and the programs beside it.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, type } from "node:os";
import { packageFile } from "./paths.ts";
import { findProgram } from "./programs.ts";

export interface Machine {
  readonly kernel: string;
  readonly cpu: string;
  readonly node: string;
  readonly deadpeer: string;
  /** By program; also what is not installed. */
  readonly programs: Readonly<Record<string, string>>;
}

/** @param programs their names */
export function describeMachine(programs: readonly string[]): Machine {
  const processors = cpus();
  const model = (processors[0]?.model ?? "unknown").replaceAll(/\s+/g, " ").trim();
  const [version = release()] = /^[\d.]*\d/.exec(release()) ?? []; // without the suffix of whoever built it
  return {
    kernel: `${type()} ${version}`,
    cpu: `${processors.length} x ${model}`,
    node: process.version,
    deadpeer: versionOfDeadpeer(),
    programs: Object.fromEntries(programs.map((name) => [name, versionOf(name)])),
  };
}

export function showMachine({ kernel, cpu, node, deadpeer, programs }: Machine): string {
  const beside = Object.entries(programs).map(([name, version]) => `${name} ${version}`);
  return [
    `Kernel    ${kernel}`,
    `CPU       ${cpu}`,
    `Node      ${node}`,
    `deadpeer  ${deadpeer}`,
    ...(beside.length > 0 ? [`Programs  ${beside.join(", ")}`] : []),
    "",
  ].join("\n");
}

function versionOfDeadpeer(): string {
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  const { stdout } = spawnSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" });
  return stdout ? `${version}, commit ${stdout.trim()}` : version;
}

/** How each is asked; those that are not here are asked with `--version`. */
const askedWith: Readonly<Record<string, string>> = { socat: "-V", ss: "-V", lsof: "-v" };
/** Some start a whole browser. */
const LIMIT_MS = 5000;

function versionOf(name: string): string {
  if (findProgram(name) === undefined) return "not installed";
  const asked = spawnSync(name, [askedWith[name] ?? "--version"], { encoding: "utf8", timeout: LIMIT_MS });
  return findVersion(`${asked.stdout}\n${asked.stderr}`) ?? "of an unknown version";
}

/** The first number with a dot in it; undefined when there is none. */
export function findVersion(said: string): string | undefined {
  return /\d+(?:\.\d+)+/.exec(said)?.[0];
}
