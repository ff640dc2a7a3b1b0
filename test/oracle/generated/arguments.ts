// What `npm run generated --` is given.

import { parseArgs } from "node:util";

export const HELP: string = `npm run generated -- [--seed N] [--count N] [--only N] [--out FOLDER] [--keep-all]
                     [--deadpeer MAIN.JS]

Clients of many ways against servers that die in many ways, chosen by a seed: what was dropped, by the logs of the programs
themselves, beside what deadpeer says was lost. A line for each case, and a table at the end.

  --seed N       which cases (default 1)
  --count N      how many of them (default 20)
  --only N       only the case of this number
  --out FOLDER   where the document and the logs of each case are kept that is neither ok nor unknown (default: build/generated)
  --keep-all     keep them of all cases
  --deadpeer F   another deadpeer than this one

Exit codes: 0 no verdict is false; 1 one is (a loss that it does not see, or one that there is not), or no case could be made;
2 wrong usage.`;

export interface Arguments {
  readonly seed: number;
  /** The numbers of the cases. */
  readonly numbers: readonly number[];
  readonly out: string;
  /** Also of what is ok, or unknown. */
  readonly keepsAll: boolean;
  readonly deadpeer: string;
}

/** Throws where it does not understand them. */
export function readArguments(args: readonly string[]): "help" | Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: "1" },
      count: { type: "string", default: "20" },
      only: { type: "string" },
      out: { type: "string", default: "build/generated" },
      "keep-all": { type: "boolean", default: false },
      deadpeer: { type: "string", default: "dist/cli/main.js" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const count = numberOf("--count", values.count);
  const numbers =
    values.only === undefined
      ? Array.from({ length: count }, (_, i) => i + 1)
      : [numberOf("--only", values.only)];
  const { out, deadpeer, "keep-all": keepsAll } = values;
  return { seed: numberOf("--seed", values.seed), numbers, out, keepsAll, deadpeer };
}

function numberOf(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${option} is a number, not ${text}`);
  return Number(text);
}
