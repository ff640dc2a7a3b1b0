// Options that are right each by itself, and not together.

import { DEFAULT_FAULT, faults } from "../fault/index.ts";
import { wayOf } from "../fault/way.ts";
import { END_OF_INPUT } from "../program/keys.ts";
import { FIRST_LINE } from "../inside/lines.ts";
import {
  commandAsFault,
  failover,
  newcomersNeeded,
  healsByItself,
  isExperimentOnly,
  momentOfExperiment,
  momentOfFault,
  settingsOfMachine,
} from "./fault-contradictions.ts";
import { proxyBetween } from "./through-contradictions.ts";
import { countedTwice, meansAnything, meansWhatIsTyped, serverThatPrints } from "./belief-contradictions.ts";
import { outputUnseen } from "./unseen-contradictions.ts";
import type { Refuse, Wanted } from "./wanted.ts";
import { type Spelling, seeHelp, usageError } from "./option-checks.ts";
import { experimentOnly } from "./option-table.ts";
import type { RunnableName } from "./options.ts";
import { scenarios as known } from "./scenarios.ts";

/** Throws a Failure (2) for the first that is found. */
export function refuseContradictions(wanted: Wanted, spelling: Spelling): void {
  for (const refuse of refusals) refuse(wanted, spelling);
}

const isExperiment = ({ scenarios }: Wanted): boolean => scenarios.includes("experiment");

const twoServers: Refuse = ({ options }, spelling) => {
  if (options.upstream === undefined || options.server === undefined) return;
  const [upstream, server] = [spelling.option("upstream"), spelling.option("server")];
  throw usageError(
    `${upstream} and ${server} exclude each other: a relay stands in for the upstream.`,
    `Leave out ${server} or ${upstream}.`,
  );
};

/** A section says by itself what is typed and what is expected. */
const experimentInSection: Refuse = (wanted, spelling) => {
  const [section = ""] = wanted.scenarios;
  const option = experimentOnly.find((name) => wanted.options[name] !== undefined);
  if (option === undefined || isExperiment(wanted)) return;
  throw usageError(
    `${spelling.option(option)} is for your own programs; ${nameOf(section)} has its own.`,
    `Leave out ${spelling.option("scenario")}, or ${spelling.option(option)}.`,
  );
};

function nameOf(scenario: string): string {
  return /^\d/.test(scenario) ? `section ${scenario}` : `the scenario ${scenario}`;
}

const faultOfSections: Refuse = ({ scenarios, options, moment, fault: chosen }, spelling) => {
  if (options.fault === undefined) return;
  const [first = "", ...others] = scenarios;
  const fault = spelling.option("fault");
  if (others.length > 0)
    throw usageError(
      "With several sections, each section has its own fault.",
      `Leave out ${fault}, or name one section.`,
    );
  if (known[first as RunnableName].makesOwnFault)
    throw usageError(`Section ${first} has its own fault.`, `Leave out ${fault}.`);
  if (chosen !== undefined && isExperimentOnly(chosen) && first !== "experiment")
    throw usageError(
      `The fault ${chosen} is for an experiment: in section ${first} a server dies that its client is connected to.`,
      `Leave out ${spelling.option("scenario")}.`,
    );
  if (moment.at !== "idle" && first !== "experiment" && first !== "moment")
    throw usageError(
      `Section ${first} has a fixed moment.`,
      `Leave out ${spelling.option("scenario")}, or the moment.`,
    );
};

const momentWithoutFault: Refuse = ({ scenarios, moment }, spelling) => {
  if (!scenarios.includes("moment") || moment.at !== "idle") return;
  throw usageError(
    "The scenario `moment` needs a moment.",
    `For example ${spelling.option("fault")} kill@crossing.`,
  );
};

/** A host that dies, and a segment that is held, need a host for the server and a wire. */
const network: Refuse = ({ scenarios, options, fault, moment, custom }, spelling) => {
  const { network: chosen } = options;
  if (chosen === undefined || chosen === "two-hosts") return;
  const remedy = `Leave out ${spelling.option("network")}, or choose two-hosts.`;
  const way = wayOf(faults[fault ?? DEFAULT_FAULT], moment.at, custom.upstream !== undefined);
  if (options.comeBackAs !== undefined)
    throw usageError(
      `${spelling.assign("comeBackAs", options.comeBackAs)} needs a wire between two hosts.`,
      remedy,
    );
  if (way === "wire") throw usageError(`The moment ${moment.at} needs a wire between two hosts.`, remedy);
  for (const scenario of scenarios) {
    const { runs, needsWire } = known[scenario];
    const host = [fault ?? runs.map((run) => run.fault)].flat().find((name) => faults[name].needsTwoHosts);
    if (host !== undefined) throw usageError(`The fault ${host} needs a host for the server alone.`, remedy);
    if (needsWire) throw usageError(`Section ${scenario} needs a wire between two hosts.`, remedy);
  }
};

/** `crossing` and the middle of a request need something that is said when the fault comes. */
const nothingSaid: Refuse = (wanted, spelling) => {
  const { moment, custom } = wanted;
  if (!isExperiment(wanted) || moment.at === "idle" || moment.at === "accepted") return;
  const [first] = custom.afterwards;
  // A client that asks by itself is caught at its first request.
  const saysNothing = !custom.afterwards.some((step) => "say" in step);
  if (saysNothing ? moment.at !== "crossing" : first !== undefined && "say" in first) return;
  throw usageError(
    `The moment ${moment.at} needs something that is said to the client after the exchange.`,
    `Add ${spelling.saying}: the fault comes while it is said for the second time.`,
  );
};

/** More bytes than the line has that deadpeer's own client is given. */
const tooManyBytes: Refuse = ({ scenarios, moment }, spelling) => {
  if (!scenarios.includes("moment") || moment.bytes <= FIRST_LINE.length) return;
  throw usageError(
    `The line that is typed has ${FIRST_LINE.length} bytes, and ${moment.bytes} of them cannot arrive.`,
    `Choose 1 to ${FIRST_LINE.length}, or add ${spelling.saying}.`,
  );
};

/** What a terminal takes as one line at most, without its end (N_TTY: termios(3)). */
const TERMINAL_LINE = 4095;

const longLine: Refuse = ({ options, custom }, spelling) => {
  if (options.clientOn === "pipes") return;
  const lines = [...custom.exchange, ...custom.afterwards].flatMap((step) =>
    "say" in step ? step.say.split(/[\r\n]/) : [],
  );
  const longest = Math.max(0, ...lines.map((line) => Buffer.byteLength(line)));
  if (longest <= TERMINAL_LINE) return;
  throw usageError(
    `A line of ${longest} bytes is too long for a terminal, which takes ${TERMINAL_LINE}.`,
    `Start the client on pipes: ${spelling.assign("clientOn", "pipes")}.`,
  );
};

/** Only the end of input needs no terminal. */
const keyOfPipes: Refuse = ({ options, custom }, spelling) => {
  if (options.clientOn !== "pipes") return;
  const keys = [...custom.exchange, ...custom.afterwards].flatMap((step) =>
    "press" in step ? step.press : [],
  );
  const key = keys.find((each) => each !== END_OF_INPUT);
  if (key === undefined) return;
  throw usageError(
    `A key such as ${key} is pressed at a terminal, and the client is on pipes.`,
    `Leave out ${spelling.option("clientOn")}, or press ${END_OF_INPUT}.`,
  );
};

/** deadpeer's own programs have no such settings, and what would have no effect is not taken. */
const ownProgram: Refuse = ({ options }, spelling) => {
  for (const role of ["server", "client"] as const) {
    const option = ([`${role}Cwd`, `${role}Env`] as const).find((name) => options[name] !== undefined);
    if (option === undefined || options[role] !== undefined) continue;
    throw usageError(
      `${spelling.option(option)} is for a ${role} of your own, and there is no ${spelling.option(role)}.`,
      seeHelp(spelling),
    );
  }
};

const noSuchClient: Refuse = ({ scenarios, options: { waitOn } }, spelling) => {
  if (waitOn === undefined) return;
  const without = scenarios.find(
    (name) => name !== "experiment" && !known[name].runs.some((run) => run.waitOn === waitOn),
  );
  if (without === undefined) return;
  throw usageError(
    `Section ${without} has no run with a client that waits on ${waitOn}.`,
    `Leave out ${spelling.option("waitOn")}.`,
  );
};

const clientTwice: Refuse = (wanted, spelling) => {
  const { client, waitOn } = wanted.options;
  if (client === undefined || waitOn === undefined || !isExperiment(wanted)) return;
  throw usageError(
    `${spelling.option("waitOn")} chooses one of deadpeer's own clients, and ${spelling.option("client")} is yours.`,
    "Leave out one of them.",
  );
};

const refusals: readonly Refuse[] = [
  twoServers,
  experimentInSection,
  faultOfSections,
  momentWithoutFault,
  network,
  settingsOfMachine,
  healsByItself,
  newcomersNeeded,
  commandAsFault,
  failover,
  proxyBetween,
  nothingSaid,
  momentOfFault,
  momentOfExperiment,
  tooManyBytes,
  longLine,
  keyOfPipes,
  ownProgram,
  noSuchClient,
  clientTwice,
  countedTwice,
  serverThatPrints,
  meansAnything,
  meansWhatIsTyped,
  outputUnseen,
];
