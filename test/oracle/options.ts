// What `npm run oracle --` is given: which runs are wanted, and how. Anything else is refused, and nothing is run.

import { type Client, type Death, type Place, deaths } from "./recipe.ts";

export const HELP: string = `npm run oracle -- [CLIENT[/PLACE][/DEATH]...] [--alone] [--evidence] [--repeat]

What real clients do when their server dies, by strace, tcpdump and ss alone, beside the verdict of deadpeer on
the same: a JSON line for each run, and at the end a table of all runs and one of all clients. Without a name every client is run,
which takes half an hour.

  PLACE        terminal or pipes
  DEATH        ${deaths.join(", ")}
  --alone      leaves deadpeer out
  --repeat     has each run made 20 times by deadpeer, and nothing else: whether the verdict is the same each time
  --evidence   prints the system calls and segments that a finding stands on
  --help       prints this

$ORACLE_OUT is a file that also gets the JSON lines. Exit codes: 0 the two agree, or the verdict was always the same; 1 they differ; 2 an unknown name.`;

const OPTIONS: ReadonlySet<string> = new Set(["--alone", "--evidence", "--repeat"]);

export interface Wanted {
  readonly options: ReadonlySet<string>;
  isWanted(client: Client, on: Place, death: Death): boolean;
}

/** `help`, or what is unknown of it, or what is wanted. */
export function readArguments(
  args: readonly string[],
  clients: readonly Client[],
): "help" | { readonly unknown: readonly string[] } | Wanted {
  if (args.includes("--help") || args.includes("-h")) return "help";
  const given = args.filter((each) => each.startsWith("-"));
  const names = args.filter((each) => !each.startsWith("-"));
  const known = new Set(
    clients.flatMap(runsOf).flatMap(({ client, on, death }) => namesOf(client, on, death)),
  );
  const unknown = [
    ...given.filter((each) => !OPTIONS.has(each)),
    ...names.filter((each) => !known.has(each)),
  ];
  if (unknown.length > 0) return { unknown };
  return {
    options: new Set(given),
    isWanted: (client, on, death) =>
      names.length === 0 || namesOf(client, on, death).some((each) => names.includes(each)),
  };
}

/** Every run that there is of a client. */
export function runsOf(
  client: Client,
): { readonly client: Client; readonly on: Place; readonly death: Death }[] {
  const places = client.on ?? (["pipes"] as const);
  return places.flatMap((on) => (client.deaths ?? deaths).map((death) => ({ client, on, death })));
}

function namesOf({ name }: Client, on: Place, death: Death): string[] {
  return [name, `${name}/${on}`, `${name}/${death}`, `${name}/${on}/${death}`];
}
