// What the client printed that it does not print anyway.

import type { Observation, Observed } from "../timeline/observation.ts";
import { ofKind, printedBy } from "../timeline/queries.ts";
import type { ControlRecord } from "../timeline/record.ts";
import { answersIn } from "./answers.ts";
import { controlsOf } from "./controls.ts";
import { createIncomplete } from "./incomplete.ts";
import { type PrintedLine, linesOf } from "./lines-printed.ts";
import { createNovel } from "./novel-lines.ts";
import { type Prompts, createPrompts } from "./prompts.ts";
import { createServed } from "./served-lines.ts";
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
  readonly news: readonly NewLine[];
  readonly incomplete: readonly NewLine[];
}

/** What the client printed after `sinceNs`, and neither in a control nor before the fault. */
export function newLines(
  observations: readonly Observation[],
  sinceNs: number,
  control: ControlRecord | undefined,
): readonly NewLine[] {
  return find(observations, sinceNs, control).news;
}

/** What it printed after `sinceNs` of an answer whose text is missing, or cut: that is not news. */
export function incompleteAnswers(
  observations: readonly Observation[],
  sinceNs: number,
  control: ControlRecord | undefined,
): readonly NewLine[] {
  return find(observations, sinceNs, control).incomplete;
}

function find(
  observations: readonly Observation[],
  sinceNs: number,
  control: ControlRecord | undefined,
): Found {
  const key = [observations.length, sinceNs, control];
  const before = found.get(observations);
  if (before?.key.every((each, i) => each === key[i])) return before;
  const lines = findNewLines(observations, sinceNs, control);
  const now = {
    key,
    news: lines.filter(({ isIncomplete }) => !isIncomplete),
    incomplete: lines.filter(({ isIncomplete }) => isIncomplete),
  };
  found.set(observations, now);
  return now;
}

interface FoundLine extends NewLine {
  readonly isIncomplete: boolean;
}

function findNewLines(
  observations: readonly Observation[],
  sinceNs: number,
  control: ControlRecord | undefined,
): FoundLine[] {
  const printed = printedBy(observations, "client");
  const since = linesOf(printed.filter(({ atNs }) => atNs > sinceNs));
  if (control === undefined)
    return since.map(({ states, text }) => ({
      atNs: states[0]?.atNs ?? 0,
      text,
      isDoubtful: false,
      isIncomplete: false,
    }));
  const typed = ofKind(observations, "typed").map(({ text }) => text.trim());
  const whole = lineAcross(printed, sinceNs);
  const later = [...since, ...(whole ? [whole] : [])];
  const usual = createUsual({ all: observations, sinceNs, control, typed, later });
  return since
    .flatMap((line, i) => (i === 0 && whole ? asNewsBehind(line, whole, usual) : asNews(line, usual)) ?? [])
    .filter(({ text }) => !isDrawn(text, typed));
}

/** What stood there unfinished, such as a prompt, is the beginning of the first line afterwards. */
function lineAcross(printed: readonly Observed<"printed">[], sinceNs: number): PrintedLine | undefined {
  const next = printed.findIndex(({ atNs }) => atNs > sinceNs);
  if (next <= 0) return undefined;
  const begin = printed.slice(0, next).findLastIndex(endsLine);
  const end = printed.slice(next).findIndex(endsLine);
  const around = printed.slice(Math.max(0, begin), end === -1 ? undefined : next + end + 1);
  const line = linesOf(around).find(({ states }) => (states.at(-1)?.atNs ?? 0) > sinceNs);
  return line && (line.states[0]?.atNs ?? 0) <= sinceNs ? line : undefined;
}

function endsLine({ text }: Observed<"printed">): boolean {
  return /[\r\n]/.test(text);
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
  /** It is what is left of an answer. */
  readonly isIncomplete: (text: string) => boolean;
  /** Its server had sent it before the fault. */
  readonly isServed: (text: string, isWhole: boolean) => boolean;
  /** It may be one of the new lines that the client prints by itself. */
  readonly isNovel: (text: string) => boolean;
}

interface Printing {
  readonly all: readonly Observation[];
  readonly sinceNs: number;
  readonly control: ControlRecord;
  readonly typed: readonly string[];
  /** Lines that came, or went on, after that. */
  readonly later: readonly PrintedLine[];
}

function createUsual({ all, sinceNs, control, typed, later }: Printing): Usual {
  const controls = controlsOf(control);
  const masked = control.masked === true;
  const before = all.filter(({ atNs }) => atNs <= sinceNs);
  const printed = linesOf(printedBy(before, "client"));
  const sources = [sourceOf(printed), ...(masked ? [] : controls.map(sourceOfControl))] as const;
  const [first, ...others] = sources;
  const usualLines = createUsualLines(first, others, typed);
  const answers = [...answersIn(before, printed), ...controls.flatMap(answersInControl)];
  const texts = sources.flatMap(({ lines, unfinished }) => [...lines.keys(), ...unfinished]);
  const usual = masked ? control.lines.join("\n") : "";
  return {
    lines: usualLines,
    prompts: createPrompts(texts),
    isIncomplete: createIncomplete(answers, usualLines.mayVary),
    isServed: createServed(all, sinceNs, answers.slice(0, MOST_ANSWERS)),
    isNovel: createNovel(control, () => [...printed, ...later].map(({ text }) => text)),
    isMasked: (text) => masked && `\n${usual}`.includes(`\n${text.replace(/\d+/g, "#")}`),
  };
}

function sourceOfControl({ lines, times = [], unfinished = [] }: ControlRecord): Source {
  return { lines: new Map(lines.map((line, i) => [line, times[i] ?? 1])), unfinished };
}

function answersInControl({ lines, answers = [] }: ControlRecord): string[] {
  return answers.flatMap((at) => lines[at] ?? []);
}

/** In so many a frame is looked for. */
const MOST_ANSWERS = 100;
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

function asNews({ text, isWhole, states }: PrintedLine, usual: Usual): FoundLine | undefined {
  const kind = judge(text, isWhole, usual);
  if (kind === "usual") return undefined;
  const first = states.find((state) => !usual.lines.isBeginning(state.text)) ?? states.at(-1);
  const news = usual.prompts.withoutPrompt(usual.prompts.withoutEcho(text));
  if (first === undefined || news === "") return undefined;
  const isIncomplete = usual.isIncomplete(text) || usual.isServed(news, isWhole);
  const isDoubtful = kind === "doubtful" || usual.isNovel(text);
  return { atNs: first.atNs, text: news, isDoubtful, isIncomplete };
}

/** Only what came is news, but it is held against what is usual with what stood before it. */
function asNewsBehind(
  came: PrintedLine,
  { text, isWhole }: PrintedLine,
  usual: Usual,
): FoundLine | undefined {
  const kind = judge(text, isWhole, usual);
  const news = kind === "usual" ? undefined : asNews(came, usual);
  return (
    news && {
      ...news,
      isDoubtful: news.isDoubtful || kind === "doubtful" || usual.isNovel(text),
      isIncomplete: news.isIncomplete || usual.isIncomplete(text),
    }
  );
}

function judge(text: string, isWhole: boolean, { lines, isMasked }: Usual): LineKind {
  return isMasked(text) ? "usual" : lines.judge(text, isWhole);
}
