// Arguments: node:util's parseArgs, with errors that name the nearest right word.

import { type ParseArgsConfig, parseArgs } from "node:util";
import { closestMatch } from "leven";
import { type Failure, failure } from "../../failure.ts";

export type Options = NonNullable<ParseArgsConfig["options"]>;

/** An error in how the command was called: exit code 2. */
export function usageError(message: string, remedy: string): Failure {
  return failure(2, message, remedy);
}

export interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
  /** In the order given. */
  readonly tokens: readonly {
    readonly kind: string;
    readonly name?: string;
    readonly value?: string | undefined;
  }[];
}

/** Parses the arguments of `command`; throws a usage error for an option it does not have or a value it needs. */
export function parseCommand(
  command: string,
  args: readonly string[],
  options: Options,
  maxPositionals: number,
): Parsed {
  const unknownOption = args.slice(0, endOfOptions(args)).find((arg) => isUnknown(arg, options));
  if (unknownOption !== undefined) {
    const name = unknownOption.split("=")[0] ?? unknownOption;
    const names = Object.keys(options).map((option) => `--${option}`);
    throw usageError(
      `Unknown option ${name} of \`deadpeer ${command}\`.`,
      suggest(name, names, `deadpeer ${command} --help`),
    );
  }
  const { values, positionals, tokens } = parse(command, args, options);
  const extra = positionals[maxPositionals];
  if (extra !== undefined)
    throw usageError(`Unexpected argument ${extra}.`, `See \`deadpeer ${command} --help\`.`);
  return { values, positionals, tokens };
}

function parse(command: string, args: readonly string[], options: Options): Parsed {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true, tokens: true });
  } catch (error) {
    throw usageError(firstSentence((error as Error).message), `See \`deadpeer ${command} --help\`.`);
  }
}

/** parseArgs explains itself at length; what comes first is what is wrong. */
function firstSentence(message: string): string {
  const [first = ""] = message.split(/\.\s|\n/);
  return `${first.replace(/\.$/, "")}.`;
}

function endOfOptions(args: readonly string[]): number {
  const end = args.indexOf("--");
  return end < 0 ? args.length : end;
}

function isUnknown(arg: string, options: Options): boolean {
  if (!arg.startsWith("--")) return false;
  return !Object.hasOwn(options, arg.slice(2).split("=")[0] ?? "");
}

/** `Did you mean --watch-ms?` where something is near enough, else where to look. */
export function suggest(word: string, known: readonly string[], help: string): string {
  const nearest = closestMatch(word, [...known], { maxDistance: Math.max(2, Math.floor(word.length / 2)) });
  return nearest === undefined ? `See \`${help}\`.` : `Did you mean ${nearest}? See \`${help}\`.`;
}

/** A value out of a list; throws a usage error that names the nearest one. */
export function choice<T extends string>(what: string, value: string, known: readonly T[], help: string): T {
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw usageError(
    `Unknown ${what} ${value}: it is one of ${known.join(", ")}.`,
    suggest(value, known, help),
  );
}

/** A whole number in a range; throws a usage error otherwise. */
export function wholeNumber(option: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= min && number <= max) return number;
  throw usageError(
    `--${option} is a whole number from ${min} to ${max}, not ${value}.`,
    `For example --${option} ${Math.max(min, Math.min(max, 500))}.`,
  );
}
