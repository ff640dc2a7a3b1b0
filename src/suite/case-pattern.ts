// Which cases a pattern is about: names, in which `*` stands for any text.

import { type CasePattern, type OneOrMore, WITHOUT_PROXY } from "./config.ts";

/** What a pattern can be about. */
interface Described {
  readonly client: string;
  readonly server?: string;
  /** With its moment; left out of a story. */
  readonly fault?: string;
  readonly story?: string;
  readonly through?: string;
  readonly on: string;
  readonly network?: string;
}

export function fitsAny(patterns: readonly CasePattern[], parts: Described): boolean {
  return patterns.some((pattern) => fitsPattern(pattern, parts));
}

export function fitsPattern(pattern: CasePattern, parts: Described): boolean {
  const { client, server, fault, story, through, on, network } = pattern;
  return (
    fits(client, parts.client) &&
    fits(server, parts.server ?? "") &&
    isAbout(fault, parts.fault === undefined ? [] : shorterNames(parts.fault)) &&
    isAbout(story, parts.story === undefined ? [] : [parts.story]) &&
    isAbout(through, proxiesOf(parts)) &&
    fits(on, parts.on) &&
    fits(network, parts.network ?? "")
  );
}

/** The name of its proxy, or `none`. No proxy ever stands in a story, and so it is not a case without one. */
export function proxiesOf({ story, through }: Pick<Described, "story" | "through">): readonly string[] {
  return story === undefined ? [through ?? WITHOUT_PROXY] : [];
}

/** A pattern of what a case has not does not fit it. */
function isAbout(wanted: OneOrMore<string> | undefined, names: readonly string[]): boolean {
  return wanted === undefined || names.some((name) => fits(wanted, name));
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
