// How much of its work a part does: `--short` for CI, all parts together in a minute and a half; usually each part in less
// than a minute; `--long` for figures that are to be published.

const forms = ["short", "usual", "long"] as const;
export type Form = (typeof forms)[number];

export interface Effort {
  readonly form: Form;
  /** `--cases`: of the parts that have cases, in place of the number that the form has for them. */
  readonly cases?: number;
}

/** Of what was given on the command line. Throws for what does not go together. */
export function effortOf(given: {
  readonly short?: boolean;
  readonly long?: boolean;
  readonly cases?: string;
}): Effort {
  if (given.short && given.long) throw new Error("--short and --long do not go together");
  const form = given.short ? "short" : given.long ? "long" : "usual";
  if (given.cases === undefined) return { form };
  const cases = Number(given.cases);
  if (!Number.isInteger(cases) || cases < 1)
    throw new Error(`--cases ${given.cases} is not a number of cases`);
  return { form, cases };
}

const SHORT_SHARE = 8;
/** Of fewer there is no median. */
const FEWEST = 3;

/** @param long rounds of the long form, where there are more in it than usual */
export function roundsOf({ form }: Effort, usual: number, long: number = usual): number {
  if (form === "long") return long;
  return form === "usual" ? usual : Math.min(usual, Math.max(FEWEST, Math.floor(usual / SHORT_SHARE)));
}

const SHORT_AMOUNT = 5;

/**
 * Bytes, requests, segments of one measurement: the short form takes a fifth of the usual ones.
 *
 * @param long those of the long form, where they are more than usual
 */
export function amountOf({ form }: Effort, usual: number, long: number = usual): number {
  if (form === "long") return long;
  return form === "usual" ? usual : Math.ceil(usual / SHORT_AMOUNT);
}

export function casesOf({ form, cases }: Effort, byForm: Readonly<Record<Form, number>>): number {
  return cases ?? byForm[form];
}
