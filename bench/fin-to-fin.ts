// Part two: how long after the server's FIN the select() client sends its own, both as the kernel stamped them.

import { type Observation, type RunDocument, type RunOptions, runScenario } from "deadpeer";
import { type Effort, roundsOf } from "./effort.ts";
import { median, times } from "./numbers.ts";
import type { Measured, Part } from "./part.ts";
import { cProgram } from "./paths.ts";

const RUNS = 41;
const PORT = 9877;
const LIMIT = 1.5;

type Client = "deadpeer" | "C";

const clients: Readonly<Record<Client, RunOptions>> = {
  deadpeer: { scenario: "5.12", waitOn: "both" },
  C: { scenario: "5.12", client: `"${cProgram("select-client")}" $HOST $PORT` },
};

export const finToFin: Part = {
  title: "2  From the arrival of the server's FIN to the client's own",
  needs: ["cc"],
  peers: [],
  measure: compareFinToFin,
};

async function compareFinToFin(effort: Effort): Promise<Measured> {
  const runs = roundsOf(effort, RUNS);
  const took: Record<Client, number[]> = { deadpeer: [], C: [] };
  const failures: string[] = [];
  let unseen = 0;
  for (let i = 0; i < runs && failures.length === 0; i += 1) {
    for (const name of ["deadpeer", "C"] as const) {
      try {
        const document = await runScenario({ port: PORT, watchMs: 0, ...clients[name] });
        const us = finToFinUs(document);
        if (us === undefined) unseen += 1;
        else took[name].push(us);
      } catch (error) {
        failures.push(`${name} client: ${(error as Error).message}`);
      }
    }
  }
  const ours = median(took.deadpeer);
  const ratio = ours / median(took.C);
  return {
    lines: [
      `medians of ${runs} runs of section 5.12, client by client, by the kernel's time-stamps`,
      ...(["deadpeer", "C"] as const).map((name) => {
        const label = name === "C" ? "C, select" : "deadpeer connect --wait-on both";
        return `${label.padEnd(34)}${median(took[name]).toFixed(0).padStart(6)} us`;
      }),
      ...(unseen > 0 ? [`in ${unseen} of them one of the FINs was not seen`] : []),
    ],
    figures: { "deadpeer, us": took.deadpeer, "C, us": took.C },
    targets: [
      {
        what: "FIN to FIN, deadpeer to C",
        wanted: `at most ${LIMIT} x`,
        measured: times(ratio),
        isMet: ratio <= LIMIT,
      },
    ],
    failures,
    measurements: took,
  };
}

/** In microseconds; undefined when one of the two was not seen. */
function finToFinUs({ runs }: RunDocument): number | undefined {
  const observations = runs[0]?.observations ?? [];
  const fins = observations.filter(isFin);
  const server = fins.find(({ from }) => from.port === PORT);
  const client = fins.find(({ to, atNs }) => to.port === PORT && server !== undefined && atNs > server.atNs);
  return server && client && (client.atNs - server.atNs) / 1000;
}

type Segment = Extract<Observation, { kind: "segment" }>;

function isFin(observation: Observation): observation is Segment {
  return observation.kind === "segment" && observation.flags.includes("F");
}
