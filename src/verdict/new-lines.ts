// What the client printed that it does not print anyway.

import type { Observation, Observed } from "../timeline/observation.ts";
import { ofKind, printedBy } from "../timeline/queries.ts";
import type { ControlRecord } from "../timeline/record.ts";
import { controlsOf } from "./controls.ts";
import { type PrintedLine, linesOf } from "./lines-printed.ts";
import { type Prompts, createPrompts } from "./prompts.ts";
import { type LineKind, type Source, type UsualLines, createUsualLines } from "./usual-lines.ts";

export interface NewLine {
  /** When it was first seen to be none of the usual ones. */
  readonly atNs: number;
  /** Without the prompt before it. */
  readonly text: string;
  /** It may be chance: other lines vary by themselves in the same way. */
  readonly isDoubtful: boolean;
}

/** More than one thing is derived from them. */
const found = new WeakMap<readonly Observation[], Found>();

interface Found {
  readonly key: readonly unknown[];
  readonly lines: readonly NewLine[];
}

/** What the client printed after `sinceNs`, and neither in a control nor before the fault. */
export function newLines(
  observations: readonly Observation[],
  sinceNs: number,
  control: ControlRecord | undefined,
): readonly NewLine[] {
  const key = [observations.length, sinceNs, control];
  const before = found.get(observations);
  if (before?.key.every((each, i) => each === key[i])) return before.lines;
  const lines = findNewLines(observations, sinceNs, control);
  found.set(observations, { key, lines });
  return lines;
}

function findNewLines(
  observations: readonly Observation[],
  sinceNs: number,
  control: ControlRecord | undefined,
): NewLine[] {
  const printed = printedBy(observations, "client");
  const since = linesOf(printed.filter(({ atNs }) => atNs > sinceNs));
  if (control === undefined)
    return since.map(({ states, text }) => ({ atNs: states[0]?.atNs ?? 0, text, isDoubtful: false }));
  const usual = createUsual(
    printed.filter(({ atNs }) => atNs <= sinceNs),
    control,
  );
  const typed = ofKind(observations, "typed").map(({ text }) => text.trim());
  return since.flatMap((line) => asNews(line, usual) ?? []).filter(({ text }) => !isDrawn(text, typed));
}

/** What was typed, as the client or its line editor draws it, key by key: that is no news to the user who typed it. */
function isDrawn(text: string, typed: readonly string[]): boolean {
  return typed.some((each) => each !== "" && each.startsWith(text.trim()));
}

/** The same for each, whichever is asked: what is usual takes time to be put together. */
interface Usual {
  readonly lines: UsualLines;
  readonly prompts: Prompts;
  /** Of a control in which every number was left out. */
  readonly isMasked: (text: string) => boolean;
}

function createUsual(before: readonly Observed<"printed">[], control: ControlRecord): Usual {
  const controls = controlsOf(control);
  const masked = control.masked === true;
  const sources = [sourceOf(linesOf(before)), ...(masked ? [] : controls.map(sourceOfControl))] as const;
  const [first, ...others] = sources;
  const texts = sources.flatMap(({ lines, unfinished }) => [...lines.keys(), ...unfinished]);
  const usual = masked ? control.lines.join("\n") : "";
  return {
    lines: createUsualLines(first, others),
    prompts: createPrompts(texts),
    isMasked: (text) => masked && `\n${usual}`.includes(`\n${text.replace(/\d+/g, "#")}`),
  };
}

function sourceOfControl({ lines, times = [], unfinished = [] }: ControlRecord): Source {
  return { lines: new Map(lines.map((line, i) => [line, times[i] ?? 1])), unfinished };
}

/** Only what is short can be a prompt. */
const LONGEST_PROMPT = 80;

export function sourceOf(printed: readonly PrintedLine[]): Source {
  const lines = new Map<string, number>();
  const unfinished = new Set<string>();
  for (const { text, states, isWhole } of printed) {
    if (isWhole) lines.set(text, (lines.get(text) ?? 0) + 1);
    for (const state of isWhole ? states.slice(0, -1) : states) {
      if (state.text.length <= LONGEST_PROMPT) unfinished.add(state.text);
    }
  }
  return { lines, unfinished: [...unfinished] };
}

function asNews({ text, isWhole, states }: PrintedLine, usual: Usual): NewLine | undefined {
  const kind = judge(text, isWhole, usual);
  if (kind === "usual") return undefined;
  const first = states.find((state) => !usual.lines.isBeginning(state.text)) ?? states.at(-1);
  const news = usual.prompts.withoutPrompt(usual.prompts.withoutEcho(text));
  if (first === undefined || news === "") return undefined;
  return { atNs: first.atNs, text: news, isDoubtful: kind === "doubtful" };
}

function judge(text: string, isWhole: boolean, { lines, isMasked }: Usual): LineKind {
  return isMasked(text) ? "usual" : lines.judge(text, isWhole);
}
