// `npm run oracle -- --repeat`: whether the verdict on a client is the same each time, whatever else the machine does
// meanwhile.

import { prepared } from "./prepared.ts";
import type { Client, Death, Place } from "./recipe.ts";
import { verdictsOf } from "./verdict-of.ts";

const TIMES = 20;

export interface Repeated {
  readonly client: string;
  readonly on: Place;
  readonly death: Death;
  /** How often each verdict was given. */
  readonly verdicts: Readonly<Record<string, number>>;
}

export async function repeat(client: Client, on: Place, death: Death): Promise<Repeated> {
  const verdicts = await verdictsOf(client, on, death, prepared(client.service), TIMES);
  return { client: client.name, on, death, verdicts };
}

/** One verdict, as often as was asked for. */
export function isSteady({ verdicts }: Repeated): boolean {
  const counts = Object.values(verdicts);
  return counts.length === 1 && counts[0] === TIMES;
}

/** In Markdown: a row for each run, and how many were steady. */
export function tableOf(all: readonly Repeated[]): string {
  const rows = all.map(({ client, on, death, verdicts }) => {
    const words = Object.entries(verdicts).map(([verdict, count]) => `${count} x ${verdict}`);
    return `| ${client} | ${on} | ${death} | ${words.join("; ")} |`;
  });
  const head = ["| client | on | death | verdicts |", "| --- | --- | --- | --- |"];
  const steady = `${all.filter(isSteady).length} of ${all.length} the same ${TIMES} times`;
  return [...head, ...rows, "", steady].join("\n");
}
