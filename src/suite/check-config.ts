// From a configuration as it was written to one that cases can be made of. Whatever is wrong with it is a Failure (2) with
// file and line.

import { dirname } from "node:path";
import { refuseSteps } from "../story/load-story.ts";
import { faultNames } from "../fault/index.ts";
import { momentNames } from "../fault/moments.ts";
import { readFault } from "../run/fault-option.ts";
import { didYouMean, refuse, usageError } from "../run/option-checks.ts";
import { matches } from "./case-pattern.ts";
import { type CasePattern, type OneOrMore, type SuiteConfig, WITHOUT_PROXY } from "./config.ts";
import { options } from "../input-file/checks.ts";
import { inSource } from "../input-file/in-source.ts";
import { type ConfigSource, under } from "../input-file/place.ts";
import { top } from "./config-names.ts";
import { configChecks } from "./config-table.ts";

/** Throws a Failure (2) for the first mistake that is found. */
export function checkConfig(given: unknown, source: ConfigSource): SuiteConfig {
  return inSource(source, () => {
    if (typeof given !== "object" || given === null || Array.isArray(given))
      return refuse(top, "an object", given);
    const checked = options<SuiteConfig>(configChecks(dirname(source.file)), true)(given, top);
    const { clients = {}, ...rest } = checked;
    if (Object.keys(clients).length === 0)
      throw usageError("there are no clients.", 'Name one: clients: { mine: "exec ./client $HOST $PORT" }.');
    refuseUnknown({ clients, ...rest }, "server", Object.keys(rest.servers ?? {}));
    refuseServerless({ clients, ...rest });
    refuseUnknown({ clients, ...rest }, "stories", Object.keys(rest.stories ?? {}));
    refuseUnknown({ clients, ...rest }, "through", Object.keys(rest.proxies ?? {}));
    refuseStories(rest.stories);
    refuseIdlePatterns({ clients, ...rest });
    return { clients, ...rest };
  });
}

/** What a client names must be there. */
function refuseUnknown(
  { clients }: SuiteConfig,
  key: "server" | "stories" | "through",
  known: readonly string[],
): void {
  const what = { server: "server", stories: "story", through: "proxy" }[key];
  for (const [name, client] of Object.entries(clients)) {
    const refuseName = (wanted: string): void => {
      if (known.includes(wanted)) return;
      const says = `clients.${name}.${key}: there is no ${what} ${top.spelling.value(wanted)}.`;
      throw usageError(says, didYouMean(wanted, known, top.spelling.help));
    };
    const wanted = typeof client === "string" ? undefined : client[key];
    under("clients", () => under(name, () => under(key, () => forEach(wanted, refuseName))));
  }
}

/** Of those that are written here: steps that contradict one another. */
function refuseStories(stories: SuiteConfig["stories"] = {}): void {
  for (const [name, story] of Object.entries(stories)) {
    const steps = typeof story === "string" ? undefined : story.steps;
    if (steps !== undefined) under("stories", () => under(name, () => refuseSteps(steps)));
  }
}

/** With several servers nobody could say which of them is meant. */
function refuseServerless({ clients, servers = {} }: SuiteConfig): void {
  const names = Object.keys(servers);
  if (names.length < 2) return;
  for (const [name, client] of Object.entries(clients)) {
    if (typeof client !== "string" && client.server !== undefined) continue;
    under("clients", () =>
      under(name, () => {
        throw usageError(
          `clients.${name} names no server, and there are ${names.length}: ${names.join(", ")}.`,
          `Write server: ${top.spelling.value(names[0])}, or a list.`,
        );
      }),
    );
  }
}

/** A pattern that fits nothing is a mistake in it. */
function refuseIdlePatterns(config: SuiteConfig): void {
  for (const key of ["exclude", "expect"] as const)
    for (const [i, pattern] of (config[key] ?? []).entries())
      under(key, () => under(i, () => refuseIdle(pattern, `${key}[${i}]`, config)));
}

function refuseIdle(pattern: CasePattern, place: string, config: SuiteConfig): void {
  const { clients, servers, stories = {}, proxies = {} } = config;
  const mustFit = (key: "client" | "server" | "story" | "through", known: readonly string[]): void =>
    under(key, () =>
      forEach(pattern[key], (written) => {
        if (known.some((name) => matches(written, name))) return;
        const says = `${place}.${key}: there is no ${key === "through" ? "proxy" : key} ${top.spelling.value(written)}.`;
        throw usageError(says, didYouMean(written, known, top.spelling.help));
      }),
    );
  mustFit("client", Object.keys(clients));
  // deadpeer's own has no name here.
  if (servers !== undefined) mustFit("server", Object.keys(servers));
  mustFit("story", Object.keys(stories));
  mustFit("through", [...Object.keys(proxies), WITHOUT_PROXY]);
  if (pattern.fault !== undefined && pattern.story !== undefined)
    throw usageError(
      `${place} has a fault and a story.`,
      "A case is one of the two: write a pattern for each.",
    );
  under("fault", () => forEach(pattern.fault, (written) => refuseIdleFault(written, `${place}.fault`)));
}

function refuseIdleFault(written: string, option: string): void {
  if (!written.includes("*")) return void readFault(written, { ...top, option });
  const known = faultNames.flatMap((name) => [name, ...momentNames.map((at) => `${name}@${at}`)]);
  const withoutBytes = written.replace(/:[^:]*$/, "");
  if (known.some((each) => matches(written, each) || matches(withoutBytes, each))) return;
  throw usageError(
    `${option}: no fault fits ${top.spelling.value(written)}.`,
    "`deadpeer list` has the faults and moments.",
  );
}

function forEach(values: OneOrMore<string> | undefined, act: (value: string) => void): void {
  if (typeof values === "string") act(values);
  else for (const [i, value] of (values ?? []).entries()) under(i, () => act(value));
}
