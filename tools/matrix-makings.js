// When the cells of docs/matrix.jsonl were made, on which kernel, and with which versions of the clients and servers: each
// making of a part of the matrix has its own. A cell's `made` is the number of its making in docs/matrix-makings.json.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

export const SUITE = "examples/clients";
/** Of Debian 12. */
const POSTGRES = "/usr/lib/postgresql/15/bin";

/** @param path of JSON; an empty object where it is not there */
export function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

/** `6.18.44` of `Linux 6.18.44-generic`: without the suffix of whoever built it. */
export function kernelOf(text) {
  return /\d+[\d.]*\d/.exec(text)?.[0] ?? text;
}

/** Of a package of npm's, or the first version that a command prints. */
function versionOf(command) {
  const [, name] = /^npm (.+)$/.exec(command) ?? [];
  if (name !== undefined) return readJson("package.json").devDependencies[name];
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:${POSTGRES}` };
  const { stdout } = spawnSync("sh", ["-c", command], { encoding: "utf8", env });
  return /\d+\.\d[\w.+-]*/.exec(stdout)?.[0] ?? "not installed";
}

/** Of this machine, by the names in versions.json. */
export function versionsHere() {
  const commands = Object.entries(readJson(`${SUITE}/versions.json`));
  return Object.fromEntries(commands.map(([name, command]) => [name, versionOf(command)]));
}

/** The same day, kernel, deadpeer and versions are one making, however many runs it took. */
function sameMaking(one, other) {
  const key = ({ versions, ...rest }) => JSON.stringify([rest, Object.entries(versions).sort()]);
  return key(one) === key(other);
}

/**
 * The cells with those that have just been made, and the makings that are still needed, the oldest first.
 *
 * @param made `{ making, cells }` of each folder of results
 * @param ids of all cases, in their order: a cell of no case is dropped
 */
export function withNewCells({ cells, makings }, made, ids) {
  const all = [...makings];
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  for (const { making, cells: own } of made) {
    let number = all.findIndex((each) => sameMaking(each, making));
    if (number < 0) number = all.push(making) - 1;
    for (const cell of own) byId.set(cell.id, { ...cell, made: number });
  }
  const kept = ids.flatMap((id) => byId.get(id) ?? []);
  const needed = [...new Set(kept.map((cell) => cell.made))].sort((a, b) => {
    const [one, other] = [all[a].day, all[b].day];
    return one === other ? a - b : one < other ? -1 : 1;
  });
  return {
    cells: kept.map((cell) => ({ ...cell, made: needed.indexOf(cell.made) })),
    makings: needed.map((number) => all[number]),
  };
}

const split = (id) => id.split("/");
const short = (way) => `\`${way.replace("@idle", "")}\``;

/** The ways that only this making has, and the clients where it has single cases. */
function whatOf(number, cells) {
  const own = cells.filter(({ made }) => made === number);
  const ways = [...new Set(own.map(({ id }) => split(id)[1]))];
  const isWhole = (way) => cells.every(({ id, made }) => split(id)[1] !== way || made === number);
  const single = own.filter(({ id }) => !isWhole(split(id)[1]));
  const most = ways.filter(
    (way) => !isWhole(way) && single.filter(({ id }) => split(id)[1] === way).length > SINGLE,
  );
  const rest = single.filter(({ id }) => !most.includes(split(id)[1]));
  return [
    ...ways.filter(isWhole).map(short),
    ...most.map((way) => `${short(way)} (but for single clients)`),
    ...rest.map(({ id }) => `\`${id.replace("@idle", "")}\``),
  ].join(", ");
}

/** Up to so many cases of a way are named one by one. */
const SINGLE = 3;

function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
}

/** What was used when the cells of this client were made, or of any for a server; of several makings each with its day. */
function versionText(name, cells, makings) {
  const isServer = name.startsWith("server ");
  const used = makings
    .map((making, number) => ({ making, number }))
    .filter(({ number }) =>
      cells.some(({ id, made }) => made === number && (isServer || split(id)[0] === name)),
    );
  const days = new Map();
  for (const { making } of used) {
    const version = making.versions[name] ?? "not recorded";
    days.set(version, [...(days.get(version) ?? []), making.day]);
  }
  const texts = [...days].map(([version, on]) =>
    days.size === 1 ? version : `${version} (${[...new Set(on)].join(", ")})`,
  );
  return texts.join("; ") || "not recorded";
}

/** The section of the page: each making, and each version. */
export function describeMakings(cells, makings) {
  const rows = makings.map(({ day, kernel, deadpeer }, number) => {
    const count = cells.filter(({ made }) => made === number).length;
    return [day, kernel, deadpeer, String(count), whatOf(number, cells)];
  });
  const names = Object.keys(readJson(`${SUITE}/versions.json`));
  const versions = (chosen) =>
    chosen.map((name) => [`\`${name.replace("server ", "")}\``, versionText(name, cells, makings)]);
  const isServer = (name) => name.startsWith("server ");
  return [
    "## When it was made, and with which versions",
    "",
    ...table(["made on", "Linux", "deadpeer", "cases", "which"], rows),
    "",
    ...table(["client", "version"], versions(names.filter((name) => !isServer(name)))),
    "",
    ...table(["server", "version"], versions(names.filter(isServer))),
    "",
  ];
}

/** `on 2026-11-26 on Linux 6.18.44`; of several makings the first and the last day, and each kernel. */
export function madeOn(makings) {
  const days = [...new Set(makings.map(({ day }) => day))].sort();
  const kernels = [...new Set(makings.map(({ kernel }) => kernel))];
  const when = days.length < 2 ? `on ${days[0]}` : `from ${days[0]} to ${days.at(-1)}`;
  return { when, kernels: kernels.join(" and ") };
}
