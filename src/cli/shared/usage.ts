// Arguments: node:util's parseArgs, with errors that say what is wrong in terms of the command line.

import { type ParseArgsConfig, parseArgs } from "node:util";
import {
  type Place,
  type Spelling,
  didYouMean,
  oneOf,
  usageError,
  wholeNumber as checkWholeNumber,
} from "../../run/option-checks.ts";

export { didYouMean, usageError } from "../../run/option-checks.ts";

export type Options = NonNullable<ParseArgsConfig["options"]>;

type Parse<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true; tokens: true }>
>;

/** The values of a command's options: text, or true for one that takes none, or a list of one that may be repeated. */
export type Values<T extends Options> = Parse<T>["values"];

/** An option as it was given. */
export interface Given {
  readonly name: string;
  readonly value: string | undefined;
}

export interface Parsed<T extends Options> {
  readonly values: Values<T>;
  readonly positionals: readonly string[];
  /** The options in the order given. */
  readonly given: readonly Given[];
}

/** How a command's options are written, for the checks that the library has too. */
export function onCommandLine(command: string): Spelling {
  const option = (name: string): string =>
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return {
    option,
    assign: (name, value) => `${option(name)} ${value}`,
    saying: "--say TEXT",
    item: (written) => written,
    value: (value) => (value === "" ? '""' : String(value)),
    help: `\`deadpeer ${command} --help\``,
  };
}

/**
 * Parses the arguments of `command`. Throws a usage error for an option that it does not have, that needs a value, or that
 * is given twice, and for an argument too many.
 */
export function parseCommand<const T extends Options>(
  command: string,
  args: readonly string[],
  options: T,
  maxPositionals: number,
): Parsed<T> {
  const { help } = onCommandLine(command);
  refuseUnknown(command, args, options);
  const { values, positionals, tokens } = parse(help, joinValues(args, options), options);
  const given = tokens.flatMap((token) =>
    token.kind === "option" ? [{ name: token.name, value: token.value }] : [],
  );
  refuseRepeated(given, options);
  const extra = positionals[maxPositionals];
  if (extra !== undefined) throw usageError(`Unexpected argument ${extra}.`, `See ${help}.`);
  return { values, positionals, given };
}

function refuseUnknown(command: string, args: readonly string[], options: Options): void {
  const { help } = onCommandLine(command);
  const names = Object.keys(options).map((name) => `--${name}`);
  for (const [i, arg] of args.slice(0, endOfOptions(args)).entries()) {
    const [option] = arg.split("=");
    if (option === undefined || !/^-./.test(option) || names.includes(option)) continue;
    const before = args[i - 1] ?? "";
    const mayBeValue = takesValue(before, options);
    if (mayBeValue && !option.startsWith("--")) continue;
    const asValue = mayBeValue ? ` As a value it is written ${before}=${arg}.` : "";
    throw usageError(
      `Unknown option ${option} of \`deadpeer ${command}\`.`,
      didYouMean(option, names, help) + asValue,
    );
  }
}

function endOfOptions(args: readonly string[]): number {
  const end = args.indexOf("--");
  return end < 0 ? args.length : end;
}

/** An option that needs a value, and has none after an `=`. */
function takesValue(arg: string | undefined, options: Options): boolean {
  const name = arg?.startsWith("--") ? arg.slice(2) : "";
  return Object.hasOwn(options, name) && options[name]?.type === "string";
}

/** A value may begin with one dash: `--pid -1`, `--say -x`. */
function joinValues(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const [arg = "", value] = [args[i], args[i + 1]];
    if (arg === "--") return [...joined, ...args.slice(i)];
    if (takesValue(arg, options) && value !== undefined && !value.startsWith("--")) {
      joined.push(`${arg}=${value}`);
      i += 1;
    } else joined.push(arg);
  }
  return joined;
}

function parse<T extends Options>(help: string, args: string[], options: T): Parse<T> {
  const lacking = args.slice(0, endOfOptions(args)).find((arg) => takesValue(arg, options));
  if (lacking !== undefined) throw usageError(`${lacking} needs a value.`, `See ${help}.`);
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true, tokens: true });
  } catch (error) {
    // What is left is a value for an option that takes none.
    const [, option = ""] = /'(--[^' ]+)/.exec((error as Error).message) ?? [];
    throw usageError(`${option} takes no value.`, `Give ${option} alone. See ${help}.`);
  }
}

function refuseRepeated(given: readonly Given[], options: Options): void {
  const names = given.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i && options[name]?.multiple !== true);
  if (twice !== undefined) throw usageError(`--${twice} is given twice.`, "Give it once.");
}

/** A value out of a list. @param what it is a name of, where it is a name; else the option is named */
export function choice<const T extends string>(
  place: Place,
  value: string,
  known: readonly T[],
  what?: string,
): T {
  return oneOf(known, what)(value, place);
}

/** A whole number in a range, written in digits. @param standard what it is when left out */
export function wholeNumber(
  place: Place,
  value: string,
  [min, max]: readonly [number, number],
  standard?: number,
): number {
  return checkWholeNumber(min, max, standard)(numeral(value), place);
}

/** The number that is written, or the text as it stands where it is none: that is what an error shows. */
export function numeral(value: string): number | string {
  return /^\d{1,15}$/.test(value) ? Number(value) : value;
}
