// Converts documents of earlier versions, one version at a time.

/** Two words of `reaction` were renamed in version 2. */
const renamedReactions: ReadonlyMap<unknown, string> = new Map([
  ["tells", "tells-user"],
  ["keeps", "holds-socket"],
]);

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

/** The steps, by the version that each begins with. */
const steps: ReadonlyMap<unknown, (document: Fields) => Fields> = new Map([[1, fromVersion1]]);

/** The document as the current version writes it, unchecked. A document of an unknown version is returned unchanged. */
export function upgrade(document: Fields): Fields {
  const step = steps.get(document["version"]);
  return step === undefined ? document : upgrade(step(document));
}

function fromVersion1(document: Fields): Fields {
  const { runs } = document;
  return { ...document, version: 2, runs: Array.isArray(runs) ? runs.map(runFromVersion1) : runs };
}

function runFromVersion1(run: unknown): unknown {
  if (!isObject(run)) return run;
  const { verdict, expectations, control } = run;
  return {
    ...run,
    ...(isObject(control) && { control: { ...control, masked: true } }),
    ...(isObject(verdict) && {
      verdict: { ...verdict, reaction: renamed(verdict["reaction"]) },
    }),
    ...(Array.isArray(expectations) && { expectations: expectations.map(expectationFromVersion1) }),
  };
}

/** `reaction!=keeps|hangs` */
function expectationFromVersion1(expectation: unknown): unknown {
  if (!isObject(expectation)) return expectation;
  const { expected, observed } = expectation;
  const [, term, values] = /^(reaction!?=)([a-z|]*)$/.exec(String(expected)) ?? [];
  if (term === undefined || values === undefined) return expectation;
  const now = values.split("|").map(renamed).join("|");
  return { ...expectation, expected: term + now, observed: renamed(observed) };
}

function renamed<T>(word: T): T | string {
  return renamedReactions.get(word) ?? word;
}
