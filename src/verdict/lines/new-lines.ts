// What the client printed that it does not print anyway.

import { controlsOf } from "../../timeline/controls.ts";
import type { Observation } from "../../timeline/observation.ts";
import { ofKind, printedBy } from "../../timeline/queries.ts";
import type { ControlRecord } from "../../timeline/record.ts";
import type { UnknownCause } from "../../timeline/words.ts";
import type { Conversations } from "../bytes/flows.ts";
import { type InPart, inPart } from "../bytes/in-part.ts";
import { answersIn } from "./answers.ts";
import { createIncomplete } from "./incomplete.ts";
import { type PrintedLine, lineAcross, linesOf } from "./lines-printed.ts";
import { createMadeOfPart } from "./made-of-part.ts";
import { masked } from "./masked.ts";
import { createNovel } from "./novel-lines.ts";
import { createOwnTroubles } from "./own-troubles.ts";
import { withoutSpinner } from "./progress.ts";
import { type Prompts, createPrompts } from "./prompts.ts";
import { createServed, createStreamed, linesServed } from "./served-lines.ts";
import { saysTrouble } from "./trouble.ts";
import { type LineKind, type Source, type UsualLines, createUsualLines, sourceOf } from "./usual-lines.ts";

export interface NewLine {
  /** When it was first seen to be none of the usual ones. */
  readonly atNs: number;
  /** Without the prompt before it. */
  readonly text: string;
  /** It may be chance: other lines vary by themselves in the same way. Or `doubt` is the cause. */
  readonly isDoubtful: boolean;
  readonly doubt?: UnknownCause;
  readonly saysNothingWrong: boolean;
  /** Nor did all of an answer come: it may stand for that. */
  readonly isUnclear: boolean;
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
  seen: Conversations,
  sinceNs: number,
  control: ControlRecord | undefined,
): readonly NewLine[] {
  return find(seen, sinceNs, control).news;
}

/** What it printed after `sinceNs` of an answer whose text is missing, or cut: that is not news. */
export function incompleteAnswers(
  seen: Conversations,
  sinceNs: number,
  control: ControlRecord | undefined,
): readonly NewLine[] {
  return find(seen, sinceNs, control).incomplete;
}

function find(seen: Conversations, sinceNs: number, control: ControlRecord | undefined): Found {
  const { observations } = seen;
  const key = [observations.length, sinceNs, control];
  const before = found.get(observations);
  if (before?.key.every((each, i) => each === key[i])) return before;
  const lines = findNewLines(seen, sinceNs, control);
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

function findNewLines(seen: Conversations, sinceNs: number, control: ControlRecord | undefined): FoundLine[] {
  const { observations } = seen;
  const printed = printedBy(observations, "client");
  const since = linesOf(printed.filter(({ atNs }) => atNs > sinceNs));
  if (control === undefined)
    return since.map(({ states, text }) => ({
      atNs: states[0]?.atNs ?? 0,
      text,
      isDoubtful: false,
      saysNothingWrong: false,
      isUnclear: false,
      isIncomplete: false,
    }));
  const typed = ofKind(observations, "typed").map(({ text }) => text.trim());
  const whole = lineAcross(printed, sinceNs);
  const later = [...since, ...(whole ? [whole] : [])];
  const usual = createUsual({ seen, sinceNs, control, typed, later });
  return since
    .flatMap((line, i) => (i === 0 && whole ? asNewsBehind(line, whole, usual) : asNews(line, usual)) ?? [])
    .filter(({ text }) => !isDrawn(text, typed));
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
  /** But for what turns while it waits it is a usual one. */
  readonly isTurned: (text: string) => boolean;
  /** It is what is left of an answer. */
  readonly isIncomplete: (text: string, isLess: boolean) => boolean;
  /** It may be made of the part of an answer that came. */
  readonly isOfPart: (text: string, isStream: boolean) => boolean;
  /** It has no word, and no other status than usual, that says so. */
  readonly saysNothingWrong: (text: string) => boolean;
  readonly part: () => InPart;
  /** Its server had sent it before the fault. */
  readonly isServed: (text: string, isWhole: boolean) => boolean;
  /** It is one of the lines that the client prints by itself, with another number in it that says nothing of trouble. */
  readonly isGauge: (text: string) => boolean;
  /** Its server may have sent it by itself since. */
  readonly isStreamed: (text: string, isWhole: boolean) => boolean;
  /** It may be one of the new lines that the client prints by itself. */
  readonly isNovel: (text: string) => boolean;
}

interface Printing {
  readonly seen: Conversations;
  readonly sinceNs: number;
  readonly control: ControlRecord;
  readonly typed: readonly string[];
  /** Lines that came, or went on, after that. */
  readonly later: readonly PrintedLine[];
}

function createUsual({ seen, sinceNs, control, typed, later }: Printing): Usual {
  const { observations: all } = seen;
  const controls = controlsOf(control);
  const isBare = control.masked === true; // every number was left out
  const printed = linesOf(printedBy(all, "client").filter(({ atNs }) => atNs <= sinceNs));
  const sources = [sourceOf(printed), ...(isBare ? [] : controls.map(sourceOfControl))] as const;
  const [first, ...others] = sources;
  const usualLines = createUsualLines(first, others, typed);
  const answers = [...answersIn(all, printed, sinceNs), ...controls.flatMap(answersInControl)];
  const texts = sources.flatMap(({ lines, unfinished }) => [...lines.keys(), ...unfinished]);
  const usual = isBare ? control.lines.join("\n") : "";
  const served = (): ReadonlySet<string> => linesServed(all, sinceNs);
  const troublesIn = createOwnTroubles(texts, typed, () => usualLines.examples());
  let part: InPart | undefined;
  let still: ReadonlySet<string> | undefined;
  return {
    lines: usualLines,
    prompts: createPrompts(texts),
    isIncomplete: createIncomplete(answers, usualLines.mayVary),
    isOfPart: createMadeOfPart(texts, answers.slice(0, MOST_ANSWERS), served, troublesIn),
    saysNothingWrong: (text) => troublesIn(text).length === 0,
    part: () => (part ??= inPart(seen, control)), // in most runs nothing is new
    isServed: createServed(all, sinceNs, answers.slice(0, MOST_ANSWERS)),
    isGauge: (text) =>
      controls.some(({ byItself }) => (byItself?.lines ?? 0) > 1) &&
      usualLines.isGauge(text) &&
      !saysTrouble(text),
    isStreamed: createStreamed(all, sinceNs, control, answers.slice(0, MOST_ANSWERS)),
    isNovel: createNovel(control, () => [...printed, ...later].map(({ text }) => text)),
    isTurned: (text) => {
      const line = withoutSpinner(text);
      return line !== "" && line !== text && (still ??= new Set(texts.map(withoutSpinner))).has(line);
    },
    isMasked: (text) => isBare && `\n${usual}`.includes(`\n${masked(text)}`),
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
function asNews({ text, isWhole, states }: PrintedLine, usual: Usual): FoundLine | undefined {
  const kind = judge(text, isWhole, usual);
  if (kind === "usual") return undefined;
  const first = states.find((state) => !usual.lines.isBeginning(state.text)) ?? states.at(-1);
  const news = usual.prompts.withoutPrompt(usual.prompts.withoutEcho(text));
  if (first === undefined || news === "") return undefined;
  const isLess = first.atNs > usual.part().lessNs;
  const isIncomplete = usual.isIncomplete(text, isLess) || usual.isServed(news, isWhole);
  const isChance =
    kind === "doubtful" || usual.isNovel(text) || usual.isStreamed(news, isWhole) || usual.isGauge(text);
  const { partNs, isStream } = usual.part();
  const isOfPart = first.atNs > partNs && usual.isOfPart(text, isStream);
  const saysNothingWrong = usual.saysNothingWrong(text);
  return {
    atNs: first.atNs,
    text: news,
    isDoubtful: isChance || isOfPart,
    ...(isOfPart && { doubt: "made-of-part" }),
    saysNothingWrong,
    isUnclear: isLess && saysNothingWrong,
    isIncomplete,
  };
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
      isIncomplete: news.isIncomplete || usual.isIncomplete(text, news.atNs > usual.part().lessNs),
    }
  );
}

function judge(text: string, isWhole: boolean, { lines, isMasked, isTurned }: Usual): LineKind {
  if (isMasked(text)) return "usual";
  const kind = lines.judge(text, isWhole);
  return kind !== "usual" && isTurned(text) ? "usual" : kind;
}
