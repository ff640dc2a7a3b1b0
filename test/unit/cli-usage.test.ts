// Arguments, and errors that name the nearest right word.

import assert from "node:assert/strict";
import { test } from "node:test";
import { choice, parseCommand, suggest, wholeNumber } from "../../src/cli/shared/usage.ts";
import * as fc from "fast-check";

const options = {
  "watch-ms": { type: "string" },
  "wait-on": { type: "string", default: "both" },
  without: { type: "string", multiple: true, default: [] as string[] },
  json: { type: "boolean", default: false },
} as const;

const parse = (...args: string[]): ReturnType<typeof parseCommand> => parseCommand("run", args, options, 1);

interface UsageError {
  readonly message: string;
  readonly remedy: string;
  readonly exitCode: number;
}

function errorOf(act: () => unknown): UsageError {
  try {
    act();
  } catch (error) {
    const usage = error as UsageError;
    assert.equal(usage.exitCode, 2);
    return usage;
  }
  throw new Error("no usage error");
}

test("options and positionals are parsed, with defaults", () => {
  const { values, positionals } = parse(
    "5.12",
    "--watch-ms",
    "50",
    "--without",
    "output",
    "--without=waiting",
  );
  assert.deepEqual(positionals, ["5.12"]);
  assert.deepEqual(
    { ...values },
    {
      "watch-ms": "50",
      "wait-on": "both",
      without: ["output", "waiting"],
      json: false,
    },
  );
});

test("an unknown option is an error that suggests the nearest", () => {
  const { message, remedy } = errorOf(() => parse("--watch-msec", "50"));
  assert.equal(message, "Unknown option --watch-msec of `deadpeer run`.");
  assert.equal(remedy, "Did you mean --watch-ms? See `deadpeer run --help`.");
  assert.match(errorOf(() => parse("--whitout=output")).remedy, /^Did you mean --without\?/);
  assert.equal(
    errorOf(() => parse("--whitout=output")).message,
    "Unknown option --whitout of `deadpeer run`.",
  );
});

test("an unknown option like nothing there is suggests nothing", () => {
  assert.equal(errorOf(() => parse("--qqqqqqqqqqqqqqqqqq")).remedy, "See `deadpeer run --help`.");
});

test("what every object has is no option", () => {
  for (const name of ["--constructor", "--toString", "--__proto__", "--hasOwnProperty"])
    assert.equal(errorOf(() => parse(name)).message, `Unknown option ${name} of \`deadpeer run\`.`);
});

test("a short option is unknown too", () => {
  assert.match(errorOf(() => parse("-x")).message, /^Unknown option '-x'\.$/);
});

test("a value that is missing, or that there should be none, is an error", () => {
  const missing = errorOf(() => parse("--watch-ms"));
  assert.match(missing.message, /^Option '--watch-ms <value>' argument missing\.$/);
  assert.equal(missing.remedy, "See `deadpeer run --help`.");
  assert.match(errorOf(() => parse("--json=yes")).message, /^Option '--json' does not take an argument\.$/);
  assert.match(errorOf(() => parse("--watch-ms", "--json")).message, /--watch-ms/);
});

test("an error is one line that ends with one full stop", () => {
  assert.match(errorOf(() => parse("--watch-ms", "--json")).message, /^[^\n]*[^.\n]\.$/);
});

test("behind -- everything is positional, known or not", () => {
  assert.deepEqual(parse("--", "--nothing").positionals, ["--nothing"]);
  assert.deepEqual(parse("--json", "--", "--json").positionals, ["--json"]);
  assert.equal(
    errorOf(() => parse("--nothing", "--", "x")).message,
    "Unknown option --nothing of `deadpeer run`.",
  );
});

test("an argument too many is an error", () => {
  assert.equal(errorOf(() => parse("5.12", "5.13")).message, "Unexpected argument 5.13.");
  assert.equal(errorOf(() => parse("--", "a", "--b")).message, "Unexpected argument --b.");
});

test("a typing error in an option leads back to it", () => {
  const known = Object.keys(options).map((name) => `--${name}`);
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.nat(20), (right, place) => {
      const at = 2 + (place % (right.length - 2));
      const wrong = right.slice(0, at) + right.slice(at + 1);
      if (wrong.length < 4 || known.includes(wrong)) return;
      assert.equal(suggest(wrong, known, "help"), `Did you mean ${right}? See \`help\`.`);
    }),
  );
});

test("a choice is one of a list, and an error names the list and the nearest", () => {
  const known = ["terminal", "both"] as const;
  for (const value of known) assert.equal(choice("client", value, known, "help"), value);
  const { message, remedy } = errorOf(() => choice("client", "terminl", known, "help"));
  assert.equal(message, "Unknown client terminl: it is one of terminal, both.");
  assert.equal(remedy, "Did you mean terminal? See `help`.");
  assert.throws(() => choice("client", "", known, "help"));
});

test("a whole number is within its bounds, the bounds included", () => {
  fc.assert(
    fc.property(fc.integer({ min: -10, max: 70_000 }), (number) => {
      const read = (): number => wholeNumber("port", String(number), 1, 65_535);
      if (number >= 1 && number <= 65_535) assert.equal(read(), number);
      else assert.match(errorOf(read).message, /^--port is a whole number from 1 to 65535, not -?\d+\.$/);
    }),
  );
});

test("a number is written in digits", () => {
  for (const text of [
    "",
    " ",
    "5.5",
    "1e3",
    "0x10",
    "+5",
    "-0",
    "5 ",
    "five",
    "NaN",
    "Infinity",
    "٣",
    "9".repeat(30),
  ])
    assert.equal(errorOf(() => wholeNumber("port", text, 0, 65_535)).exitCode, 2, JSON.stringify(text));
  assert.equal(wholeNumber("port", "0080", 1, 65_535), 80);
});

test("an error with a number gives an example that is within the bounds", () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(100_000), (min, more) => {
      const { remedy } = errorOf(() => wholeNumber("n", "x", min, min + more));
      const example = Number(/^For example --n (\d+)\.$/.exec(remedy)?.[1]);
      assert.ok(example >= min && example <= min + more);
    }),
  );
});
