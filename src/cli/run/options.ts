// The options of `deadpeer run`, and what they mean in the library's terms. What they may be is checked there.

import { sectionNames } from "../../book/index.ts";
import { refusalNames } from "../../fault/index.ts";
import { checkManyOptions, checkRunOptions, checkTimes } from "../../run/check-options.ts";
import type { Spelling } from "../../run/option-checks.ts";
import type { ManyRequest, RunRequest } from "../../run/request.ts";
import { isStoryFile } from "../../story/is-story-file.ts";
import { type Parsed, choice, didYouMean, numeral, parseCommand, usageError } from "../shared/usage.ts";
import { experimentFlags, readExperiment, spellingOf } from "./experiment-options.ts";

const text = { type: "string" } as const;
const list = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;

const known = {
  ...experimentFlags,
  "wait-on": text,
  fault: text,
  after: text,
  "fault-command": text,
  "then-server": text,
  through: text,
  race: flag,
  "expect-verdict": text,
  network: text,
  times: text,
  "watch-ms": text,
  without: list,
  json: text,
  out: text,
  force: flag,
} as const;

type RunArguments = Parsed<typeof known>;

/** One run, or many: each of several scenarios, or one of them several times; or the story in a file. */
export type Chosen =
  | { readonly one: RunRequest }
  | { readonly many: ManyRequest }
  | { readonly story: string; readonly times?: number };

export interface RunCommand {
  readonly chosen: Chosen;
  /** Where the document is written as well; `-` is standard output. */
  readonly json?: string;
  /** The directory of the report. */
  readonly out: string;
  /** Files there that are not deadpeer's may be replaced. */
  readonly force: boolean;
}

/** What is to be run, and where it is saved. Throws a usage error for whatever is wrong with the arguments. */
export function readArguments(args: readonly string[]): RunCommand {
  const parsed = parseCommand("run", args, known, 1);
  const { json, out = "deadpeer-report", force = false } = parsed.values;
  const [name = ""] = parsed.positionals;
  const chosen = isStoryFile(name) ? readStoryFile(name, parsed) : choose(parsed);
  return { chosen, out, force, ...(json !== undefined && { json }) };
}

/** What is not in the file, but about how often it is run, and where that is saved. */
const BESIDE_STORY: ReadonlySet<string> = new Set(["times", "json", "out", "force"]);

function readStoryFile(name: string, { given, values }: RunArguments): Chosen {
  const other = given.find((each) => !BESIDE_STORY.has(each.name));
  if (other === undefined && values.times === undefined) return { story: name };
  const spelling = spellingOf("run", given);
  if (other === undefined) return { story: name, times: checkTimes(numeral(values.times ?? ""), spelling) };
  throw usageError(
    `--${other.name} cannot be used with a story: it says in ${name} what is done.`,
    "Write it there (docs/stories.md). Beside a story go --times, --json, --out and --force.",
  );
}

function choose(parsed: RunArguments): Chosen {
  const { values, given } = parsed;
  const spelling = spellingOf("run", given);
  const scenarios = chooseSections(parsed, spelling);
  const options = readOptions(parsed, spelling);
  if (values.times === undefined && (scenarios === undefined || scenarios.length === 1))
    return { one: checkRunOptions({ ...options, scenario: scenarios?.[0] }, spelling) };
  const times = values.times === undefined ? undefined : numeral(values.times);
  return { many: checkManyOptions({ ...options, scenarios, times }, spelling) };
}

/** Undefined where none is named: the other options say what is run. */
function chooseSections(
  { values, positionals }: RunArguments,
  { help, value }: Spelling,
): readonly string[] | undefined {
  const [name] = positionals;
  const isRace = values.race === true;
  if (name === undefined) return isRace ? ["5.12.race"] : undefined;
  if (name === "all" && !isRace) return sectionNames;
  if (isRace && name !== "5.12" && name !== "5.12.race")
    throw usageError("--race belongs to section 5.12.", "Use `deadpeer run 5.12 --race`.");
  if (!(sectionNames as readonly string[]).includes(name))
    throw usageError(
      `Unknown scenario ${value(name)}: it is one of ${[...sectionNames, "all"].join(", ")}.`,
      didYouMean(name, [...sectionNames, "all"], help),
    );
  return [isRace ? "5.12.race" : name];
}

function readOptions({ values, given }: RunArguments, spelling: Spelling): Record<string, unknown> {
  return {
    ...readExperiment(values, given),
    fault: values.fault,
    waitOn: values["wait-on"],
    faultCommand: values["fault-command"],
    thenServer: values["then-server"],
    through: values.through,
    ...readAfter(values.after, spelling),
    expectVerdict: values["expect-verdict"],
    network: values.network,
    watchMs: values["watch-ms"] === undefined ? undefined : numeral(values["watch-ms"]),
    without: values.without,
  };
}

/** `stay-down`, `come-back:MS`, or come back as something that serves nobody: `mute:MS`. */
function readAfter(written: string | undefined, spelling: Spelling): Record<string, unknown> {
  if (written === undefined) return {};
  const [what = "", ms = "100", ...rest] = written.split(":");
  const after = choice({ option: "--after", spelling }, what, ["stay-down", "come-back", ...refusalNames]);
  const isNumber = typeof numeral(ms) === "number";
  if (rest.length > 0 || !isNumber || (after === "stay-down" && written !== what))
    throw usageError(
      `Invalid --after ${written}.`,
      `Use stay-down, or one of come-back, ${refusalNames.join(", ")} with :MS.`,
    );
  if (after === "stay-down") return {};
  return { comeBackMs: numeral(ms), ...(after !== "come-back" && { comeBackAs: after }) };
}
