// What is done in each scenario, by its name. Runs inside the experiment's network.

import {
  performBatch,
  performClientHalfClose,
  performManyChildren,
  performNormalClose,
} from "../book/closes.ts";
import { performDeath } from "../book/death.ts";
import type { Experiment } from "../inside/experiment.ts";
import { performMoment } from "../book/moment.ts";
import { performInflict } from "../inflict/perform.ts";
import { performCustom } from "../custom/perform.ts";
import { performRace } from "../book/section-5-12/race.ts";
import { performSection512 } from "../book/section-5-12/steps.ts";
import type { ScenarioName } from "../inside/spec.ts";

export const performers: Readonly<Record<ScenarioName, (experiment: Experiment) => Promise<void>>> = {
  "2.6": performNormalClose,
  "5.10": performManyChildren,
  "5.12": performSection512,
  "5.12.race": performRace,
  "5.13": (experiment) =>
    performDeath(experiment, {
      section: "5.13",
      fault: "The process that serves this connection is killed.",
      secondLine: "A second line is typed. The client writes its first byte, and then the rest.",
    }),
  "5.14": (experiment) =>
    performDeath(experiment, {
      section: "5.14",
      fault: "The server's host crashes.",
      secondLine: "A second line is typed. Nobody acknowledges it: it is sent again, and again.",
    }),
  "5.15": (experiment) =>
    performDeath(experiment, {
      section: "5.15",
      fault: "The server's host crashes, and comes back.",
      secondLine: "A second line is typed. The host knows of no such connection.",
    }),
  "5.16": (experiment) =>
    performDeath(experiment, {
      section: "5.16",
      fault: "The server's host is shut down.",
      secondLine: "A second line is typed. The host is gone.",
    }),
  "6.4": (experiment) =>
    performDeath(experiment, {
      section: "6.4",
      fault: "The process that serves this connection is killed.",
      secondLine: "The client has not reacted. A second line is typed.",
    }),
  "6.6": (experiment) =>
    experiment.spec.name === "client"
      ? performClientHalfClose(experiment)
      : performServerHalfClose(experiment),
  "6.7": performBatch,
  moment: performMoment,
  experiment: performCustom,
  inflict: performInflict,
};

function performServerHalfClose(experiment: Experiment): Promise<void> {
  return performDeath(experiment, {
    section: "6.6",
    fault: "The server half-closes: it will send no more, and goes on reading.",
    secondLine: "A second line is typed, on the direction that is still open.",
  });
}
