// JUnit's XML, as CI servers read it: suites of test cases.

import XMLBuilder from "fast-xml-builder";
import { visible } from "./sanitize.ts";

/** An element's attributes begin with `@`. */
export type Attributes = Readonly<Record<`@${string}`, string | number>>;

export type TestCase = Attributes & {
  readonly "system-out"?: string;
  readonly failure?: Attributes;
  readonly error?: Attributes;
  readonly skipped?: Attributes;
};

type Counts = Readonly<Record<"@tests" | "@failures" | "@errors" | "@skipped", number>>;

export function countCases(cases: readonly TestCase[]): Counts {
  const count = (kind: keyof TestCase): number => cases.filter((each) => each[kind] !== undefined).length;
  return {
    "@tests": cases.length,
    "@failures": count("failure"),
    "@errors": count("error"),
    "@skipped": count("skipped"),
  };
}

export type TestSuite = Counts & Readonly<Record<string, unknown>>;

/** @param suites elements with the counts of their cases, and these as `testcase` */
export function buildJUnit(suites: readonly TestSuite[]): string {
  const sum = (name: keyof Counts): number => suites.reduce((total, suite) => total + suite[name], 0);
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    format: true,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
    attributeValueProcessor: (_, value) => visible(String(value)),
    tagValueProcessor: (_, value) => visible(String(value), "\n\t"),
  });
  const body = {
    testsuites: {
      "@name": "deadpeer",
      "@tests": sum("@tests"),
      "@failures": sum("@failures"),
      "@errors": sum("@errors"),
      "@skipped": sum("@skipped"),
      testsuite: suites,
    },
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(body)}`;
}
