// Arguments, and errors that name the nearest right word.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Parsed,
  choice,
  didYouMean,
  onCommandLine,
  parseCommand,
  wholeNumber,
} from "../../../src/cli/shared/usage.ts";
import * as fc from "fast-check";

const options = {
  "watch-ms": { type: "string" },
  "wait-on": { type: "string", default: "both" },
  without: { type: "string", multiple: true, default: [] as string[] },
  json: { type: "boolean", default: false },
} as const;

const parse = (...args: string[]): Parsed<typeof options> => parseCommand("run", args, options, 1);
const spelling = onCommandLine("run");

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

test("an unknown option that is near to none suggests nothing", () => {
  for (const option of ["--qqqqqqqqqqqqqqqqqq", "--nope", "--x"])
    assert.equal(errorOf(() => parse(option)).remedy, "See `deadpeer run --help`.", option);
});

test("an option given twice is an error, unless it may be repeated", () => {
  for (const args of [
    ["--watch-ms", "5", "--watch-ms", "6"],
    ["--watch-ms=5", "--watch-ms=5"],
    ["--json", "--json"],
  ])
    assert.match(errorOf(() => parse(...args)).message, /^--(watch-ms|json) is given twice\.$/);
});

test("values have their types: text, a list, true", () => {
  const { values } = parse("--watch-ms", "5", "--json");
  const watchMs: string | undefined = values["watch-ms"];
  const waitOn: string = values["wait-on"];
  const without: string[] = values.without;
  const json: boolean = values.json;
  assert.deepEqual([watchMs, waitOn, without, json], ["5", "both", [], true]);
});

test("a value may begin with a dash: what it means is the option's business", () => {
  assert.equal(parse("--watch-ms", "-1").values["watch-ms"], "-1");
  assert.equal(parse("--wait-on", "-x").values["wait-on"], "-x");
  assert.deepEqual(parse("--without", "-a", "--without", "-b").values.without, ["-a", "-b"]);
  assert.equal(parse("--wait-on=--both").values["wait-on"], "--both");
  const { message, remedy } = errorOf(() => parse("--wait-on", "--bo"));
  assert.equal(message, "Unknown option --bo of `deadpeer run`.");
  assert.match(remedy, /As a value it is written --wait-on=--bo\.$/);
});

test("what every object has is no option", () => {
  for (const name of ["--constructor", "--toString", "--__proto__", "--hasOwnProperty"])
    assert.equal(errorOf(() => parse(name)).message, `Unknown option ${name} of \`deadpeer run\`.`);
});

test("a short option is unknown too", () => {
  assert.match(errorOf(() => parse("-x")).message, /^Unknown option -x of `deadpeer run`\.$/);
});

test("a value that is missing, or that there should be none, is an error", () => {
  const missing = errorOf(() => parse("--watch-ms"));
  assert.equal(missing.message, "--watch-ms needs a value.");
  assert.equal(missing.remedy, "See `deadpeer run --help`.");
  assert.equal(errorOf(() => parse("--json=yes")).message, "--json takes no value.");
  assert.equal(errorOf(() => parse("--watch-ms", "--json")).message, "--watch-ms needs a value.");
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
      assert.equal(didYouMean(wrong, known, "help"), `Did you mean ${right}? See help.`);
    }),
  );
});

test("a choice is one of a list, and an error names the list and the nearest", () => {
  const known = ["terminal", "both"] as const;
  const place = { option: "--wait-on", spelling };
  for (const value of known) assert.equal(choice(place, value, known), value);
  const { message, remedy } = errorOf(() => choice(place, "terminl", known));
  assert.equal(message, "--wait-on is one of terminal, both, not terminl.");
  assert.equal(remedy, "Did you mean terminal? See `deadpeer run --help`.");
  assert.equal(
    errorOf(() => choice(place, "", known, "client")).message,
    'Unknown client "": it is one of terminal, both.',
  );
});

const port = { option: "--port", spelling };

test("a whole number is within its bounds, the bounds included", () => {
  fc.assert(
    fc.property(fc.integer({ min: -10, max: 70_000 }), (number) => {
      const read = (): number => wholeNumber(port, String(number), [1, 65_535]);
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
    assert.equal(errorOf(() => wholeNumber(port, text, [0, 65_535])).exitCode, 2, JSON.stringify(text));
  assert.equal(wholeNumber(port, "0080", [1, 65_535]), 80);
});

test("an error with a number names the default, and nothing else for an example", () => {
  assert.equal(errorOf(() => wholeNumber(port, "x", [1, 65_535], 9877)).remedy, "The default is 9877.");
  assert.equal(errorOf(() => wholeNumber(port, "x", [1, 65_535])).remedy, "See `deadpeer run --help`.");
  assert.match(
    errorOf(() => wholeNumber(port, "x", [1, Number.MAX_SAFE_INTEGER])).message,
    /a whole number, 1 or more, not x/,
  );
});
