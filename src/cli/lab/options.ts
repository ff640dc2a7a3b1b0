// The options of `deadpeer lab`.

import { NO_FAULT } from "../../fault/index.ts";
import { type LabRequest, OWN, type Who } from "../../lab/host/one-run.ts";
import { firstWalk } from "../../lab/walks.ts";
import { sectionNames } from "../../book/index.ts";
import { checkRunOptions } from "../../run/check-options.ts";
import { experimentFlags, readExperiment, spellingOf } from "../run/experiment-options.ts";
import { type Parsed, parseCommand, usageError, wholeNumber } from "../shared/usage.ts";

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const { server, client, port, sysctl } = experimentFlags;

const known = {
  server,
  client,
  port,
  sysctl,
  "server-on": text,
  "client-on": text,
  "server-cwd": text,
  "client-cwd": text,
  "server-env": { type: "string", multiple: true },
  "client-env": { type: "string", multiple: true },
  "server-user": text,
  "client-user": text,
  "server-ready": text,
  "start-ms": text,
  network: text,
  "wait-on": text,
  "page-port": text,
  open: flag,
  out: text,
  force: flag,
} as const;

export interface LabCommand {
  readonly who: Who;
  readonly request: LabRequest;
  /** 0: any that is free. */
  readonly pagePort: number;
  readonly open: boolean;
  readonly out: string;
  readonly force: boolean;
}

/** The one that is walked if none is named. */
const SECTION = "5.12";

/** Throws a usage error for whatever is wrong with the arguments. */
export function readArguments(args: readonly string[]): LabCommand {
  const parsed = parseCommand("lab", args, known, 1);
  const { values, given } = parsed;
  const spelling = spellingOf("lab", given);
  const pagePort = values["page-port"];
  const request = checkRunOptions(
    {
      ...readExperiment(values, given),
      scenario: "experiment",
      fault: NO_FAULT,
      network: values.network,
      waitOn: values["wait-on"],
    },
    spelling,
  );
  return {
    who: chooseWalk(parsed, request.waitOn),
    request: { ...request, options: optionsOfRun(parsed) },
    pagePort:
      pagePort === undefined ? 0 : wholeNumber({ option: "--page-port", spelling }, pagePort, [1, 65_535]),
    open: values.open === true,
    out: values.out ?? "deadpeer-report",
    force: values.force === true,
  };
}

/** Of `lab` alone, or written otherwise in its command line for `run`. */
const NOT_OF_RUN: ReadonlySet<string> = new Set([
  "server",
  "client",
  "wait-on",
  "page-port",
  "open",
  "out",
  "force",
]);

function optionsOfRun({ given }: Parsed<typeof known>): NonNullable<LabRequest["options"]> {
  return given.flatMap(({ name, value }) =>
    NOT_OF_RUN.has(name) || value === undefined ? [] : [{ name, value }],
  );
}

function chooseWalk({ values, positionals }: Parsed<typeof known>, waitOn: LabRequest["waitOn"]): Who {
  const [section] = positionals;
  const isOwn = values.server !== undefined || values.client !== undefined;
  if (isOwn && section !== undefined)
    throw usageError(`Section ${section} has its own programs.`, "Leave out the section, or the programs.");
  if (isOwn) return OWN;
  const name = section ?? SECTION;
  if (firstWalk(name) === undefined)
    throw usageError(
      `There is no section ${name} to be walked in the lab.`,
      `Choose one of ${sectionNames.join(", ")}: \`deadpeer list\` says what they are about.`,
    );
  const walk = firstWalk(name, waitOn);
  if (walk === undefined)
    throw usageError(
      `Section ${name} has no client that waits on ${waitOn === "both" ? "both its sources" : "its terminal alone"}.`,
      "Leave out --wait-on: the page lists the section's runs.",
    );
  return walk.id;
}
