// The options of `deadpeer through`.

import { type ThroughRequest, checkThrough, endingNames } from "../../run/through-options.ts";
import type { Through } from "../../run/measure-through.ts";
import { type PassageWord, type Sent, namesOf, passageWords } from "../../timeline/words.ts";
import { experimentFlags, readExperiment, spellingOf } from "../run/experiment-options.ts";
import { choice, numeral, parseCommand, usageError } from "../shared/usage.ts";

const known = {
  ...experimentFlags,
  through: { type: "string" },
  endings: { type: "string" },
  "expect-through": { type: "string" },
  "watch-ms": { type: "string" },
  json: { type: "boolean" },
} as const;

/** What is expected of the proxy: one of these words for each ending. */
export type Wanted = ReadonlyMap<Sent, readonly PassageWord[]>;

export interface ThroughCommand {
  readonly request: ThroughRequest;
  readonly commands: Readonly<Record<"proxy" | "server" | "client", string>>;
  readonly wanted: Wanted;
  readonly json: boolean;
}

/** Throws a usage error for whatever is wrong with the arguments. */
export function readArguments(
  args: readonly string[],
  signal: AbortSignal,
  measured: (made: Through) => void,
): ThroughCommand {
  const { values, given } = parseCommand("through", args, known, 0);
  const { "watch-ms": watchMs, endings, server, client, through } = values;
  const spelling = spellingOf("through", given);
  const request = checkThrough(
    {
      ...readExperiment(values, given),
      through,
      endings: endings?.split(",").map((name) => name.trim()),
      watchMs: watchMs === undefined ? undefined : numeral(watchMs),
      signal,
      measured,
    },
    spelling,
  );
  return {
    request,
    commands: {
      proxy: through ?? "",
      server: server ?? "deadpeer serve",
      client: client ?? "deadpeer connect",
    },
    wanted: readWanted(values["expect-through"], request.endings, spelling),
    json: values.json === true,
  };
}

/** `fin=keeps,rst=keeps|turns`; what is left out is to be kept. `none`: nothing is expected. */
function readWanted(
  written: string | undefined,
  measured: readonly Sent[],
  spelling: ReturnType<typeof spellingOf>,
): Wanted {
  if (written === "none") return new Map();
  const place = { option: "--expect-through", spelling };
  const wanted = new Map<Sent, readonly PassageWord[]>(measured.map((ending) => [ending, ["keeps"]]));
  for (const term of written?.split(",") ?? []) {
    const [, name, words] = /^\s*([a-z-]+)=([a-z|-]+)\s*$/.exec(term) ?? [];
    if (name === undefined || words === undefined)
      throw usageError(
        `--expect-through ${term || '""'} is not ENDING=WORD.`,
        "For example fin=keeps,rst=keeps|turns; or none, to expect nothing.",
      );
    const ending = choice(place, name, endingNames);
    if (!measured.includes(ending))
      throw usageError(`--expect-through ${term}: ${ending} is not among --endings.`, "Leave it out.");
    wanted.set(
      ending,
      words.split("|").map((word) => choice(place, word, KNOWN)),
    );
  }
  return wanted;
}

/** What is unknown cannot be expected. */
const KNOWN: readonly PassageWord[] = namesOf(passageWords).filter((word) => word !== "unknown");
