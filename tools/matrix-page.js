// docs/matrix.md, from the cells of docs/matrix.jsonl: a line for each case that was ever made, with the number of its
// making.

import { faults } from "../dist/fault/index.js";
import { describeMakings, madeOn } from "./matrix-makings.js";

/** `outage:1000@idle` is a fault, and a moment at which nothing is under way. */
function partsOf(fault) {
  const [name = ""] = fault.split(/[:@]/);
  return { of: faults[name], isIdle: fault.endsWith("@idle") };
}

/** A table for each group: what TCP says of the ending decides what can be expected. */
const groups = [
  ["The ending is announced", "announced"],
  ["Silence", "silence"],
  ["The server lives", "lives"],
  ["Nobody is there", "nobody"],
  ["In the middle of a request or its reply", "middle"],
];

function groupOf(fault) {
  const { of, isIdle } = partsOf(fault);
  if (!isIdle) return "middle";
  if (of.beforeConnection) return "nobody";
  if (of.expects.lives) return "lives";
  return of.expects.endings.every((ending) => ending === "silence") ? "silence" : "announced";
}

const split = (id) => id.split("/");
const count = (cells) =>
  `${cells.length} cases, ${cells.filter(({ broken }) => broken).length} of them not as required`;

/** In a word each: when it noticed, or whether it waited; and what it did. Bold: not as required. */
function cellText(cell) {
  if (cell === undefined) return "";
  const words = `${cell.patience ?? cell.noticed}, ${cell.reaction}`;
  if (cell.outcome === "inconclusive") return `${words} (?)`;
  return cell.broken ? `**${words}**` : words;
}

/** @param order of all faults: the first client need not have each */
function table([title, group], cells, order) {
  const shown = cells.filter(({ id }) => groupOf(split(id)[1]) === group);
  if (shown.length === 0) return [];
  const byId = new Map(shown.map((cell) => [cell.id, cell]));
  const names = (part) => [...new Set(shown.map(({ id }) => split(id)[part]))];
  const faultsOf = names(1).sort((one, other) => order.indexOf(one) - order.indexOf(other));
  const rows = names(0).map((client) => [
    `\`${client}\``,
    ...faultsOf.map((fault) => cellText(byId.get(`${client}/${fault}`))),
  ]);
  const head = ["client", ...faultsOf.map((fault) => `\`${fault.replace("@idle", "")}\``)];
  const lines = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
  return [`## ${title}`, "", ...lines, ""];
}

/** What is wrong, a line for each reason: the same reason often holds for several faults. */
function explain(client, cells, known) {
  const lines = new Map();
  for (const { id, broken } of cells) {
    const [name, fault] = split(id);
    if (name !== client || !broken) continue;
    const links = broken.map((each) => `[${each}](requirements.md#${each.replaceAll(" ", "-")})`);
    const because = known[id]?.because ?? "not explained yet.";
    const line = `${because} Breaks ${links.join(", ")}.`;
    lines.set(line, [...(lines.get(line) ?? []), `\`${fault.replace("@idle", "")}\``]);
  }
  const bullets = [...lines].flatMap(([line, names]) => wrap(`- ${names.join(", ")}: ${line}`, "  "));
  return bullets.length === 0 ? [] : [`### ${client}`, "", ...bullets, ""];
}

const WIDTH = 130;

/** A paragraph, or an item of a list. */
function wrap(text, indent = "") {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line.length + 1 + word.length > WIDTH) lines.push(indent + word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

/** The whole page. @param ids of all cases, in their order @param known what is known of failures, by id */
export function page({ cells, makings }, ids, known) {
  const order = [...new Set(ids.map((id) => split(id)[1]))];
  const clients = [...new Set(cells.map(({ id }) => split(id)[0]))];
  const ways = new Set(cells.map(({ id }) => split(id)[1]));
  const { when, kernels } = madeOn(makings);
  return [
    "# The matrix",
    "",
    ...wrap(
      `Well-known clients, as they come, against ${ways.size} ways for their server to die, or to be out of reach. Each cell is a run of real ` +
        "programs on real kernel TCP: when the client noticed (where the server lives: whether it waited), and what it did " +
        "([the words](verdict.md#the-words)). **Bold**: a [requirement](requirements.md) is broken; the reasons are " +
        "[below](#what-is-not-as-required). `(?)`: not everything that is expected could be observed. Empty: not made.",
    ),
    "",
    ...wrap(
      `Made ${when} by \`npm run matrix\` on Linux ${kernels}: ${count(cells)}, watched for 1.5 s after the fault; [which case when, and ` +
        "with which versions](#when-it-was-made-and-with-which-versions). How each client " +
        "and server is started is in `examples/clients/deadpeer.config.ts`; no client's library is touched, and the fault is the same " +
        "for all. Programs of ours around a library are as short as its documentation's examples, and print its errors.",
    ),
    "",
    ...groups.flatMap((group) => table(group, cells, order)),
    "## What is not as required",
    "",
    ...clients.flatMap((client) => explain(client, cells, known)),
    ...describeMakings(cells, makings),
  ].join("\n");
}
