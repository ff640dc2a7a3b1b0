// `npm run matrix`: runs examples/clients, and writes docs/matrix.md from its results.
//
//     npm run matrix [-- --results DIR]...     from earlier results, in one folder or in parts; nothing is run

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const SUITE = "examples/clients";
const PAGE = "docs/matrix.md";
/** Of Debian 12. */
const POSTGRES = "/usr/lib/postgresql/15/bin";

/** The columns, a table for each group: what TCP says of the ending decides what can be expected. */
const groups = [
  [
    "The ending is announced",
    /^(close|kill|terminate|kill-unread|reset|half-close|host-reboot|host-shutdown)@idle$/,
  ],
  ["Silence", /^(stop|host-crash)@idle$/],
  ["In the middle of a request or its reply", /@(?!idle$)/],
];

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** Runs the suite; returns the folder of its results. */
function runSuite() {
  const folder = mkdtempSync(join(tmpdir(), "deadpeer-matrix-"));
  const args = ["dist/cli/main.js", "test", "--config", `${SUITE}/deadpeer.config.ts`, "--out", folder];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status === 0 || status === 1 || status === 3) return folder;
  throw new Error(`deadpeer test ended with exit code ${status}.`);
}

/** The plan, when it was carried out, and the last result of each case. */
function readResults(folders) {
  const results = new Map();
  let plan;
  for (const folder of folders) {
    const lines = readFileSync(join(folder, "results.jsonl"), "utf8").trim().split("\n");
    for (const line of lines.map((each) => JSON.parse(each))) {
      if (line.kind === "plan") plan = line;
      else results.set(line.id, line);
    }
  }
  const days = folders.map((folder) =>
    statSync(join(folder, "results.jsonl")).mtime.toISOString().slice(0, 10),
  );
  for (const id of results.keys()) if (!plan.plan.includes(id)) results.delete(id);
  return { plan, results, day: days.sort().at(-1) };
}

const split = (id) => id.split("/");
const failing = ({ expectations }) => expectations.filter(({ outcome }) => outcome === "fail");

/** In a word each: when it noticed, and what it did. Bold: not as required. */
function cell(result) {
  if (result === undefined) return "";
  if (result.run === undefined) return result.outcome;
  const { noticed, reaction } = result.run;
  const words = `${noticed}, ${reaction}`;
  if (result.outcome === "inconclusive") return `${words} (?)`;
  return failing(result).length > 0 ? `**${words}**` : words;
}

function table([title, pattern], { plan, results }) {
  const cases = plan.plan.map(split).filter(([, fault]) => pattern.test(fault));
  const faults = [...new Set(cases.map(([, fault]) => fault))];
  const clients = [...new Set(cases.map(([client]) => client))];
  const rows = clients.map((client) => [
    `\`${client}\``,
    ...faults.map((fault) => cell(results.get(`${client}/${fault}`))),
  ]);
  const head = ["client", ...faults.map((fault) => `\`${fault.replace("@idle", "")}\``)];
  const lines = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
  return [`## ${title}`, "", ...lines, ""];
}

const requirements = {
  noticed: "notice",
  lingers: "let go",
  unreported: "report",
  "holds-socket": "let go",
  hangs: "stop waiting",
  crashes: "survive",
};

/** Which requirements of docs/requirements.md a result breaks. */
function broken(result) {
  const names = failing(result).map(({ expected, observed }) => {
    const [field] = /^[a-z]+/.exec(expected);
    return requirements[field === "reaction" ? observed : field];
  });
  return [...new Set(names)].sort();
}

/** What is wrong, a line for each reason: the same reason often holds for several faults. */
function explain(client, results, known) {
  const lines = new Map();
  for (const result of results.values()) {
    const [name, fault] = split(result.id);
    if (name !== client || failing(result).length === 0) continue;
    const links = broken(result).map((each) => `[${each}](requirements.md#${each.replace(" ", "-")})`);
    const because = known[result.id]?.because ?? "not explained yet.";
    const line = `${because} Breaks ${links.join(", ")}.`;
    lines.set(line, [...(lines.get(line) ?? []), `\`${fault.replace("@idle", "")}\``]);
  }
  const bullets = [...lines].flatMap(([line, faults]) => wrap(`- ${faults.join(", ")}: ${line}`, "  "));
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

/** Of a package of npm's, or the first version that a command prints. */
function versionOf(command) {
  const [, name] = /^npm (.+)$/.exec(command) ?? [];
  if (name !== undefined) return readJson("package.json").devDependencies[name];
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:${POSTGRES}` };
  const { stdout } = spawnSync("sh", ["-c", command], { encoding: "utf8", env });
  return /\d+\.\d[\w.+-]*/.exec(stdout)?.[0] ?? "not installed";
}

function versions() {
  const rows = Object.entries(readJson(`${SUITE}/versions.json`)).map(([name, command]) => [
    name,
    versionOf(command),
  ]);
  const lines = (chosen) =>
    chosen.map(([name, version]) => `| \`${name.replace("server ", "")}\` | ${version} |`);
  const isServer = ([name]) => name.startsWith("server ");
  return [
    "## Versions",
    "",
    "| client | version |",
    "|---|---|",
    ...lines(rows.filter((row) => !isServer(row))),
    "",
    "| server | version |",
    "|---|---|",
    ...lines(rows.filter(isServer)),
    "",
  ];
}

function count(results) {
  const made = [...results.values()].filter(({ run }) => run !== undefined);
  const red = made.filter((each) => failing(each).length > 0);
  return `${made.length} cases, ${red.length} of them not as required`;
}

function page(read, known) {
  const { plan, results, day } = read;
  const clients = [...new Set(plan.plan.map((id) => split(id)[0]))];
  const faults = new Set(plan.plan.map((id) => split(id)[1]));
  const [kernel] = /^\S+ [\d.]*\d/.exec(plan.kernel) ?? [plan.kernel]; // without the suffix of whoever built it
  return [
    "# The matrix",
    "",
    ...wrap(
      `Well-known clients, as they come, against ${faults.size} ways for their server to die. Each cell is a run of real programs on real ` +
        "kernel TCP: when the client noticed, and what it did ([the words](verdict.md#the-words)). **Bold**: a " +
        "[requirement](requirements.md) is broken; the reasons are [below](#what-is-not-as-required). `(?)`: not everything that is " +
        "expected could be observed.",
    ),
    "",
    ...wrap(
      `Made on ${day} by \`npm run matrix\` on ${kernel}: ${count(results)}, watched for 1.5 s after the fault. How each client ` +
        "and server is started is in `examples/clients/deadpeer.config.ts`; no client's library is touched, and the fault is the same " +
        "for all. Programs of ours around a library are as short as its documentation's examples, and print its errors.",
    ),
    "",
    ...groups.flatMap((group) => table(group, read)),
    "## What is not as required",
    "",
    ...clients.flatMap((client) => explain(client, results, known)),
    ...versions(),
  ].join("\n");
}

const { values } = parseArgs({ options: { results: { type: "string", multiple: true } } });
const folder = values.results === undefined ? runSuite() : undefined;
const read = readResults(values.results ?? [folder]);
writeFileSync(PAGE, page(read, readJson(`${SUITE}/deadpeer.known.json`)));
if (folder !== undefined) rmSync(folder, { recursive: true });
console.log(`${PAGE}: ${count(read.results)}`);
