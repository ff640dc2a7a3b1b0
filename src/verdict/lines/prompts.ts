// Prompts: what is printed behind one is the news, and not the prompt; what was typed there is none.

import { prefixSearch } from "./prefix.ts";

export interface Prompts {
  /** What is typed is drawn behind another prompt than usual: only the prompt is news. */
  withoutEcho(text: string): string;
  /** Without the longest of the usual lines that it begins with. */
  withoutPrompt(text: string): string;
}

/** As most prompts look. */
const PROMPT = /^(.*?[>#$%]) (.+)$/;
/** Where one may end. */
const END = /[>#$%:?)\]]$/;
const LONGEST = 80;

/** @param usual lines, and beginnings of lines, that are usual */
export function createPrompts(usual: readonly string[]): Prompts {
  const prompts = new Set(usual.filter((text) => END.test(text)).map(withoutNumbers));
  const echoesWith = prefixSearch(usual.flatMap((text) => PROMPT.exec(text)?.[2] ?? []));
  return {
    withoutEcho: (text) =>
      text.replace(PROMPT, (all, prompt: string, echo: string) =>
        echoesWith(echo).length > 0 ? prompt : all,
      ),
    withoutPrompt(text) {
      for (let end = Math.min(text.length, LONGEST); end > 0; end -= 1) {
        const start = text.slice(0, end);
        if (END.test(start) && prompts.has(withoutNumbers(start))) return text.slice(end).trim();
      }
      return text;
    },
  };
}

function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, "#");
}
