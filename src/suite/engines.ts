// Which shard this process is: as the command line says, else as the engine that started it says.

import { type Failure, failure } from "../failure.ts";
import { type Engine, type Environment, engines, isSplit, valueOf } from "./engine-table.ts";

/** A part of the cases. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly total: number;
}

export interface ChosenShard extends Shard {
  /** Who says so: `--shard`, or the engine's name. */
  readonly by: string;
}

/** The total of an engine that has no variable for it. */
const TOTAL_VARIABLE = "DEADPEER_SHARDS";
/** As many as an indexed Job of Kubernetes may have. */
const MOST_SHARDS = 100_000;
const REMEDY = "Say which with --shard INDEX/TOTAL, for example --shard 1/4.";

/**
 * The shard that is to be run, or undefined for all cases. Throws a usage error where that is not certain: for an index
 * without a total, a total without an index, or two engines at once.
 *
 * @param written the value of `--shard`: `3/8`, or `/8` where the engine knows only the index
 */
export function chooseShard(written: string | undefined, env: Environment): ChosenShard | undefined {
  const { index, total } = written === undefined ? {} : parseShard(written);
  if (index !== undefined && total !== undefined) return { index, total, by: "--shard" };
  const own = total === undefined ? ownTotal(env) : { total, from: `--shard ${written}` };
  const [engine, ...others] = engines.filter((each) => isSplit(each, env));
  if (others.length > 0) throw refuseSeveral([engine, ...others] as Engine[], env);
  if (engine !== undefined) return shardOf(engine, own, env);
  if (own === undefined || own.total === 1) return undefined;
  throw usage(`${own.from} gives ${own.total} shards, and nothing says which of them this is.`);
}

/** `shard 3 of 8 (GitLab)` */
export function describeShard({ index, total, by }: ChosenShard): string {
  return `shard ${index} of ${total} (${by})`;
}

interface OwnTotal {
  readonly total: number;
  /** Where it was given. */
  readonly from: string;
}

function parseShard(written: string): { index?: number; total?: number } {
  const [, digits, of] = /^(\d{0,9})\/(\d{1,9})$/.exec(written) ?? [];
  if (digits === undefined || of === undefined) throw usage(`--shard ${written || '""'} is not INDEX/TOTAL.`);
  const total = checkTotal(Number(of), `--shard ${written}`);
  if (digits === "") return { total };
  const index = Number(digits);
  if (index < 1 || index > total) throw usage(`--shard ${written}: shards are counted from 1 to ${total}.`);
  return { index, total };
}

function ownTotal(env: Environment): OwnTotal | undefined {
  const total = numberIn(TOTAL_VARIABLE, env);
  if (total === undefined) return undefined;
  return { total: checkTotal(total, TOTAL_VARIABLE), from: `${TOTAL_VARIABLE}=${total}` };
}

function shardOf(engine: Engine, own: OwnTotal | undefined, env: Environment): ChosenShard {
  const { name, first } = engine;
  if (first === undefined)
    throw usage(
      `${engine.index} counts from 0 on some engines and from 1 on others, and nothing says which engine this is (${namesIn(engine, env)}).`,
    );
  const counted = numberIn(engine.index, env);
  if (counted === undefined)
    throw usage(
      `${name} says that there are several shards (${namesIn(engine, env)}), but not which this is.`,
    );
  const total = totalOf(engine, own, env);
  const index = counted - first + 1;
  if (index < 1 || index > total) {
    const range = `${first} to ${total - 1 + first}`;
    throw usage(`${name} counts ${total} shards from ${range}, and ${engine.index} is ${counted}.`);
  }
  return { index, total, by: name };
}

function totalOf(engine: Engine, own: OwnTotal | undefined, env: Environment): number {
  const total = engine.total === undefined ? undefined : numberIn(engine.total, env);
  if (total === undefined) {
    if (own !== undefined) return own.total;
    throw failure(
      2,
      `${engine.name} says which shard this is (${engine.index}), but not how many there are.`,
      `Say it with --shard /TOTAL, or in ${TOTAL_VARIABLE}: as many as the job has completions.`,
    );
  }
  if (own === undefined || own.total === total) return checkTotal(total, engine.total ?? "");
  throw usage(`${own.from} contradicts ${engine.name}, which says ${total} (${engine.total}).`);
}

function refuseSeveral(split: readonly Engine[], env: Environment): Failure {
  const named = split.map((engine) => `${engine.name} (${namesIn(engine, env)})`);
  return usage(`Several engines say which shard this is: ${named.join(" and ")}.`);
}

/** The engine's variables, with their values. */
function namesIn({ index, total }: Engine, env: Environment): string {
  const set = [index, ...(total === undefined ? [] : [total])].filter(
    (name) => valueOf(name, env) !== undefined,
  );
  return set.map((name) => `${name}=${env[name]}`).join(", ");
}

function numberIn(name: string, env: Environment): number | undefined {
  const value = valueOf(name, env);
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw usage(`${name} is not a number: ${JSON.stringify(value)}.`);
  return Number(value);
}

function checkTotal(total: number, from: string): number {
  if (total >= 1 && total <= MOST_SHARDS) return total;
  throw usage(`${from}: there can be 1 to ${MOST_SHARDS} shards, not ${total}.`);
}

function usage(message: string): Failure {
  return failure(2, message, REMEDY);
}
