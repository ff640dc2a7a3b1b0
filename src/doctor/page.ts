// docs/abilities.md: what `deadpeer doctor` looks for, and what follows where it is missing.

import { advice, observerAdvice } from "./advice.ts";

const INTRODUCTION = `# What a machine must be able to do

\`deadpeer doctor\` tries each of these, and says what does not work here. Nothing is ever guessed for what cannot be observed: it
is \`unknown\`, which does not pass, and a verdict that needs it is inconclusive (exit code 3). Each can be tried out:
\`--without OBSERVER\` leaves an observer out (\`segments\` is the capture), \`--network machine\` the private network.

\`npm run docs\` generates this page from src/doctor/advice.ts.
`;

const HEADINGS = ["ability", "what is tried", "where it does not work", "exit code", "how to get it"];

const OBSERVERS = `## Observers

What \`--without\` does, and what is the case where an ability that the observer needs is not there. The last column is the exit
code of an experiment with a \`kill\`, \`--say\` and \`--expect\` that passes otherwise.
`;

const OBSERVER_HEADINGS = ["observer", "needs", "unknown without it", "inconclusive without it", "kill"];

/** The whole page, in Markdown. */
export function abilitiesPage(): string {
  const abilities = Object.entries(advice).map(([name, { how, without, exit, remedy }]) => [
    `**${name}**`,
    how,
    without,
    exit,
    remedy,
  ]);
  const observers = Object.entries(observerAdvice).map(
    ([name, { needs, without, inconclusive, killExit }]) => [
      `\`${name}\``,
      needs,
      without,
      inconclusive,
      String(killExit),
    ],
  );
  return [INTRODUCTION, table(HEADINGS, abilities), OBSERVERS, table(OBSERVER_HEADINGS, observers)].join(
    "\n",
  );
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}
