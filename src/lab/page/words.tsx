// The words that a section uses, for somebody who has not met them.

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { wordsIn } from "../glossary.ts";
import type { CardState } from "../messages.ts";

interface WordsProps {
  readonly introduction: string;
  readonly cards: readonly CardState[];
}

export function Words({ introduction, cards }: WordsProps): JSX.Element {
  const text = introduction + JSON.stringify(cards);
  const words = useMemo(() => wordsIn(text), [text]);
  return (
    <details class="words-used">
      <summary>Words used here</summary>
      <dl>
        {words.map(({ word, meaning }) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
