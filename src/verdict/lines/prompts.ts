// Prompts: what is printed behind one is the news, and not the prompt; what was typed there is none.

import { masked } from "./masked.ts";
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
export const PROMPT_END: RegExp = /[>#$%:?)\]]$/;
const LONGEST = 80;

/** @param usual lines, and beginnings of lines, that are usual */
export function createPrompts(usual: readonly string[]): Prompts {
  const prompts = new Set(usual.filter((text) => PROMPT_END.test(text)).map(masked));
  const echoesWith = prefixSearch(usual.flatMap((text) => PROMPT.exec(text)?.[2] ?? []));
  return {
    withoutEcho: (text) =>
      text.replace(PROMPT, (all, prompt: string, echo: string) =>
        echoesWith(echo).length > 0 ? prompt : all,
      ),
    withoutPrompt(text) {
      for (let end = Math.min(text.length, LONGEST); end > 0; end -= 1) {
        const start = text.slice(0, end);
        if (PROMPT_END.test(start) && prompts.has(masked(start))) return text.slice(end).trim();
      }
      return text;
    },
  };
}
