// Reads a configuration in TypeScript or JavaScript: runs it, and takes what it exports.

import { writeSync } from "node:fs";
import { createJiti } from "jiti";
import { type ReadConfig, failureAt } from "./place.ts";
import { findLine } from "./script-lines.ts";
import { failureOf } from "./script-errors.ts";

/** How long a configuration may take: a promise that is never settled would end the program without a word. */
const LIMIT_MS = 30_000;

interface ScriptOptions {
  readonly shown: string;
  /** What the file should export: `defineConfig`. */
  readonly define: string;
  readonly limitMs?: number;
}

/** Throws a Failure (2) for a syntax error, and for whatever is thrown in it, with its line. */
export async function readScript(
  text: string,
  file: string,
  { shown, define, limitMs = LIMIT_MS }: ScriptOptions,
): Promise<ReadConfig> {
  try {
    const exported = await orSay(shown, inTime(evaluate(file), limitMs));
    if (exported !== undefined) return { given: exported.value, lineOf: (path) => findLine(text, path) };
  } catch (error) {
    throw failureOf(error, file, shown);
  }
  throw failureAt(shown, undefined, "it has no default export", `Write: export default ${define}({ ... })`);
}

/** The default export; of a function its result. Undefined if there is none. */
async function evaluate(file: string): Promise<{ readonly value: unknown } | undefined> {
  // Its cache would be left behind, and lies in a directory that all users share.
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false, // which fails for a default that is null
    // deadpeer itself may be installed nowhere near: run by npx.
    virtualModules: { deadpeer: await import(new URL("../index.js", import.meta.url).href) },
  });
  const module = await jiti.import<object>(file);
  if (!("default" in module)) return undefined;
  const exported: unknown = module.default;
  return { value: await (typeof exported === "function" ? (exported as () => unknown)() : exported) };
}

/** A configuration that ends this process would be taken for a suite that passes. */
async function orSay<T>(shown: string, work: Promise<T>): Promise<T> {
  const say = (): void => {
    process.exitCode = 2;
    writeSync(
      STDERR,
      `deadpeer: ${shown} ends the process while it is read.\n  Remove what ends it (process.exit).\n`,
    );
  };
  process.once("exit", say);
  try {
    return await work;
  } finally {
    process.off("exit", say);
  }
}

const STDERR = 2;

async function inTime<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const says = `it was not ready after ${limitMs / 1000} s: a promise that it waits for, or exports, is not settled`;
    timer = setTimeout(() => reject(new Error(says)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
