// docs/faults.md: which fault can come at which moment, how it ends, and by what it is done, or why it cannot be.

import { type FaultName, faultNames, faults } from "./index.ts";
import { type MomentName, countsBytes, momentNames, moments, needsPattern, takesPattern } from "./moments.ts";
import { type WayName, wayTo } from "./way.ts";

const INTRODUCTION = `# Faults and moments

\`--fault FAULT[@MOMENT]\`: how the server dies, or is out of reach for a time, and when. \`npm run docs\` generates this page from
src/fault.
`;

const MOMENTS = `## Moments

\`N\` is a number of bytes (5 if none is given, 0 for none of them). \`/PATTERN/\` is text, or a regular expression between slashes:
\`kill@request:/INSERT/i\`. It is searched in the bytes as they are sent, also across segments (in \`printed\`, in the output of both
programs, and the report says whose). \`answered:/PATTERN/\` is the answer to the request that has the pattern in it. With \`--say\`
the exchange is done once before, and the moment is in the second one; a client that is never asked is caught at the first.
Where a pattern cannot come because the bytes are encrypted (TLS), \`mid-request:N\`, \`mid-reply:N\` and \`answered\` look at no text.
`;

const WAYS = `## Which fault at which moment

Where it is not possible, a number says why.
`;

const LEGEND: Readonly<Record<WayName, string>> = {
  quiet: "nothing is held: it comes once nothing happens any more",
  waiting: "it comes as soon as the program's output is there",
  wire: "between two hosts, the wire holds what is not to arrive (in the middle of a segment, too)",
  relay:
    "the FIN would come behind all that the server has written. So a relay stands before the server and holds the rest, and its process dies in the server's place. The server itself has done the work; it listens on another port, which is in its $PORT. The step of the fault in the report says that a relay was used",
};

const AFTER = `With \`--upstream\` a relay stands in for the server in any case, and holds requests and replies at every moment in their middle.
Between two hosts the proof of \`answered\` is in the segments and the socket table: the answer acknowledges the whole request, the
server's receive queue is empty, the answer is held before the fault, and none of it has arrived. Of the others it is the last
byte that has arrived. A moment that was not reached so is inconclusive, and one that does not come at all is an error (exit
code 3) that says what to use instead.

An RST behind an answer that is held has a sequence number that the client does not expect yet: its kernel asks with an
acknowledgment (RFC 5961 3.2), and takes the second RST. Both are in the report, and the second is the ending there.

A server that writes its whole reply and closes leaves the rest to its kernel: no process has the connection then. What is done to the
host or to the cable (\`host-crash\`, \`outage\`, \`forget\`) needs none; \`kill@mid-reply\` kills the relay's; \`stop@mid-reply\` and
\`reset@mid-reply\` are refused, with the reason (exit code 3).
`;

/** The whole page, in Markdown. */
export function faultsPage(): string {
  const reasons: string[] = [];
  const rows = faultNames.map((name) => [`\`${name}\``, ...momentNames.map((at) => cell(name, at, reasons))]);
  return [
    INTRODUCTION,
    table(
      ["fault", "what is done", "by", "what the client's TCP may see"],
      faultNames.map((name) => describe(name)),
    ),
    MOMENTS,
    table(
      ["moment", "when"],
      momentNames.map((name) => [`\`${asWritten(name)}\``, moments[name]]),
    ),
    WAYS,
    table(["fault", ...momentNames.map((name) => `\`${name}\``)], rows),
    ...Object.entries(LEGEND).map(([name, text]) => `- **${name}**: ${text}.`),
    ...reasons.map((why, i) => `- **${i + 1}**: ${why}.`),
    "",
    AFTER,
  ].join("\n");
}

function describe(name: FaultName): readonly string[] {
  const { summary, doneBy, expects, amount } = faults[name];
  const written = amount === undefined ? name : `${name}:${amount.letters}`;
  return [`\`${written}\``, summary, doneBy, expects.endings.join(" or ")];
}

function asWritten(name: MomentName): string {
  if (countsBytes(name)) return `${name}:N`;
  if (needsPattern(name)) return `${name}:/PATTERN/`;
  return takesPattern(name) ? `${name}[:/PATTERN/]` : name;
}

function cell(name: FaultName, at: MomentName, reasons: string[]): string {
  const way = wayTo(faults[name], at);
  if (way.why === undefined) return way.by;
  if (!reasons.includes(way.why)) reasons.push(way.why);
  return `(${reasons.indexOf(way.why) + 1})`;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}
