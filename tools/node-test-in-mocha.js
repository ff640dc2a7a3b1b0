// Lets Mocha run the tests that are written for node:test: Stryker can run Mocha's many times in one process, with one
// mutant after another, and node:test's not (`npm run mutate`). Only for tests that are a title and a function.

import { register } from "node:module";
import * as fc from "fast-check";

const test = "export const test = (title, run) => globalThis.it(title, () => run());";
const hook = `export const resolve = (name, context, next) => name === "node:test"
  ? { url: ${JSON.stringify(asModule(test))}, shortCircuit: true }
  : next(name, context);`;
register(asModule(hook));

// The same values each time: a mutant that one run kills must not survive the next.
fc.configureGlobal({ seed: 1 });

function asModule(text) {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}
