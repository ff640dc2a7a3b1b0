// Which cases a pattern is about: names, in which `*` stands for any text.

import type { CasePattern, OneOrMore } from "./config.ts";

/** What a pattern can be about. */
interface Described {
  readonly client: string;
  readonly server?: string;
  /** With its moment. */
  readonly fault: string;
  readonly on: string;
  readonly network?: string;
}

export function fitsAny(patterns: readonly CasePattern[], parts: Described): boolean {
  return patterns.some((pattern) => fitsPattern(pattern, parts));
}

export function fitsPattern({ client, server, fault, on, network }: CasePattern, parts: Described): boolean {
  return (
    fits(client, parts.client) &&
    fits(server, parts.server ?? "") &&
    shorterNames(parts.fault).some((name) => fits(fault, name)) &&
    fits(on, parts.on) &&
    fits(network, parts.network ?? "")
  );
}

/** `outage:500@idle` is `outage:500` and `outage` as well, at any moment and of any length. */
export function shorterNames(fault: string): readonly string[] {
  const withoutMoment = fault.replace(/@.*$/s, "");
  return [fault, withoutMoment, withoutMoment.replace(/:.*$/, "")];
}

function fits(wanted: OneOrMore<string> | undefined, text: string): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === "string" ? matches(wanted, text) : wanted.some((each) => matches(each, text));
}

/** Whether the whole text fits; `*` stands for any text. Linear in both. */
export function matches(glob: string, text: string): boolean {
  const [first = "", ...rest] = glob.split("*");
  const last = rest.pop();
  if (last === undefined) return glob === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
