// Holds the sources to the table of rooms in ARCHITECTURE.md: a room imports what its row lists, of the rooms above it, and
// nothing else. A room without a row may import nothing, and nobody may import it. Prints what breaks the table.

import { readFileSync, readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix } from "node:path";

const SOURCES = "src";
const TABLE = /\| room \| may import \|.*\n\|[-| ]+\n((?:\|.*\n)+)/;

/** Each room's name, and what it may import: rooms, and packages in the same way. */
function readTable(text) {
  const [, body] = TABLE.exec(text) ?? [];
  if (body === undefined) throw new Error("ARCHITECTURE.md has no table `| room | may import |`");
  const names = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  const rows = body
    .trim()
    .split("\n")
    .map((row) => row.split("|").slice(1, 3));
  return new Map(rows.map(([room, allowed]) => [names(room)[0], names(allowed)]));
}

/** The room of a file below the sources: its folder, or itself where it stands alone. */
function roomOf(file) {
  const folder = dirname(file);
  return folder === "." ? file : folder;
}

/** What a module imports: relative paths and packages, types too. */
function importsOf(file) {
  const text = readFileSync(join(SOURCES, file), "utf8").replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  const found = text.matchAll(
    /^(?:import|export)\b[^;"']*?from "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3]);
}

function isBuiltin(name) {
  return name.startsWith("node:") || builtinModules.includes(name);
}

/** What one import of `file` breaks, or undefined. */
function problemOf(file, imported, table) {
  const room = roomOf(file);
  const isRelative = imported.startsWith(".");
  const target = isRelative ? posix.join(posix.dirname(file), imported) : imported;
  if (isRelative && target.startsWith("..")) return undefined; // beside the sources: package.json
  const wanted = isRelative
    ? roomOf(target)
    : imported
        .split("/")
        .slice(0, imported.startsWith("@") ? 2 : 1)
        .join("/");
  if (wanted === room || isBuiltin(imported) || table.get(room)?.includes(wanted)) return undefined;
  return `${SOURCES}/${file}: ${room} may not import ${wanted} (${imported})`;
}

/** A room may list only rooms above it: so no two rooms import each other, however far around. */
function findUpward(table) {
  const order = [...table.keys()];
  return order.flatMap((room, i) =>
    table
      .get(room)
      .filter((allowed) => order.indexOf(allowed) >= i)
      .map((allowed) => `ARCHITECTURE.md: ${room} lists ${allowed}, which stands below it`),
  );
}

const table = readTable(readFileSync("ARCHITECTURE.md", "utf8"));
const files = readdirSync(SOURCES, { recursive: true })
  .map((file) => String(file))
  .filter((file) => /\.tsx?$/.test(file));
const homeless = [...new Set(files.map(roomOf))].filter((room) => !table.has(room));
const empty = [...table.keys()].filter((room) => !files.some((file) => roomOf(file) === room));
const used = new Set();
const problems = files.flatMap((file) =>
  importsOf(file).flatMap((imported) => {
    const target = imported.startsWith(".") ? posix.join(posix.dirname(file), imported) : imported;
    used.add(`${roomOf(file)} ${imported.startsWith(".") ? roomOf(target) : imported}`);
    return problemOf(file, imported, table) ?? [];
  }),
);
const idle = [...table].flatMap(([room, allowed]) =>
  allowed
    .filter(
      (each) => !used.has(`${room} ${each}`) && ![...used].some((use) => use.startsWith(`${room} ${each}/`)),
    )
    .map((each) => `ARCHITECTURE.md: ${room} lists ${each}, and does not import it`),
);
const all = [
  ...homeless.map((room) => `ARCHITECTURE.md: ${SOURCES}/${room} has no row`),
  ...empty.map((room) => `ARCHITECTURE.md: ${room} has a row, and there is no such room`),
  ...findUpward(table),
  ...idle,
  ...problems,
];
for (const line of all) console.error(line);
process.exitCode = all.length > 0 ? 1 : 0;
