// Bundles deadpeer's own programs, in their places in dist: an experiment starts five or more of them, and Node takes
// 1 ms of processor time to find, read and compile a module. They become CommonJS, which Node starts without its loader of
// modules (8 to 10 ms). The library (dist/index.js) stays as it was compiled.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const dist = join(import.meta.dirname, "../dist");
/** Each becomes one `.cjs`, where `programFile` (src/sys/program-file.ts) finds it. */
const programs = [
  "echo/child",
  "wire/thread",
  "relay/child",
  "relay/connector",
  "relay/relay",
  "doctor/abilities",
  "run/inside",
  "selfcheck/client",
  "selfcheck/counting-server",
];
const target = "node20.19";

/** What a module finds beside itself it finds there still, from wherever its text is now: a folder below dist. */
const keepPlaces = {
  name: "keep-places",
  setup({ onLoad }) {
    onLoad({ filter: /\/dist\/.*\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const place = `new URL(${JSON.stringify(`../${relative(dist, path)}`)}, import.meta.url).href`;
      return { contents: text.replaceAll("import.meta.url", place), loader: "js" };
    });
  },
};

/** What is a file of its own is not part of the one that loads it. */
const loadLater = (filter, place) => ({
  name: "load-later",
  setup({ onResolve }) {
    onResolve({ filter }, ({ path }) => ({ path: place ?? path, external: true }));
  },
});

/** It holds the process that the command's beginning has prepared: one module for all that start one. */
const shared = loadLater(/\/inside-process\.js$/, "../commands/inside-process.js");

/** They load a parser each (25 and 13 ms), which only a run that is described in a file needs. */
const readers = ["read-data", "read-script"];
const loadReadersLater = readers.map((name) =>
  loadLater(new RegExp(`/${name}\\.js$`), `../commands/${name}.js`),
);

/** A package that is a module alone would bring Node's loader back in: it becomes part of the bundle. */
const inlined = {
  name: "inlined",
  setup({ onResolve }) {
    onResolve({ filter: /^(@[^/]+\/)?[a-z][^/:]*$/ }, async ({ path }) =>
      (await isModuleAlone(path)) ? { path: fileURLToPath(import.meta.resolve(path)) } : undefined,
    );
  },
};

async function isModuleAlone(name) {
  const text = await readFile(join(dist, "../node_modules", name, "package.json"), "utf8");
  const { type, exports } = JSON.parse(text);
  return type === "module" && !JSON.stringify(exports ?? "").includes('"require":');
}

const common = {
  outdir: dist,
  outbase: dist,
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
  target,
  packages: "external",
  legalComments: "none",
  logLevel: "warning",
  plugins: [inlined, keepPlaces],
};
const inDist = (name) => join(dist, `${name}.js`);

/** As modules, since only those can share parts. */
async function bundleAll() {
  const built = await Promise.all([
    // So that it can say that nothing else could be opened.
    build({
      ...common,
      entryPoints: [inDist("cli/main")],
      plugins: [keepPlaces, shared, loadLater(/^\.\/command\.js$/)],
    }),
    // Its subcommands are loaded when asked for, each with what it shares with others.
    build({
      ...common,
      entryPoints: [inDist("cli/command")],
      plugins: [
        inlined,
        keepPlaces,
        shared,
        ...loadReadersLater,
        loadLater(/^\.\/run\/run\.js$/, "../commands/run.js"),
        loadLater(/^\.\/lab\/lab\.js$/, "../commands/lab.js"),
        loadLater(/^\.\/serve\.js$/, "../commands/serve.js"),
        loadLater(/^\.\/connect\.js$/, "../commands/connect.js"),
      ],
      splitting: true,
      chunkNames: "commands/[name]-[hash]",
    }),
    // These are waited for: to find the files that they share with others would cost each of them 4 to 8 ms.
    ...["run/run", "lab/lab", "serve", "connect"].map((name) =>
      build({
        ...common,
        entryPoints: { [`commands/${basename(name)}`]: inDist(`cli/${name}`) },
        plugins: [inlined, keepPlaces, shared, ...loadReadersLater],
      }),
    ),
    ...readers.map((name) =>
      build({ ...common, entryPoints: { [`commands/${name}`]: inDist(`input-file/${name}`) } }),
    ),
    build({ ...common, entryPoints: { "commands/inside-process": inDist("run/inside-process") } }),
    // They share no memory: each is one file, which is read at once.
    ...programs.map((name) =>
      build({ ...common, entryPoints: [inDist(name)], outExtension: { ".js": ".cjs" } }),
    ),
  ]);
  return built.flatMap(({ outputFiles }) => outputFiles);
}

/**
 * A part of deadpeer is loaded as CommonJS, and not by Node's loader of modules, and with the code that was kept of it
 * (src/sys/load-part.ts); what comes from elsewhere may be a module.
 */
const LOADED_LATER = /\bimport\(("\.\.?\/[^"]+")\)/g;
const LOADED_FIRST = /\brequire\(("\.\.?\/[^"]+\.js")\)/g;

/**
 * Modules that only some runs use, and only within functions. Each takes 1 to 7 ms of a processor, so it is loaded when it
 * is used.
 */
const NEEDED_LATER =
  /^var (\w+) = (.*\brequire\("(?:fast-xml-builder|node:fs\/promises|node:readline|node:zlib)"\).*);$/gm;
const WHEN_USED =
  "const whenUsed = (load, module) => new Proxy({}, { get: (_, name) => (module ??= load())[name] });";

/** What loads the parts is in each file that has some: a file of its own would have to be opened first. */
const {
  outputFiles: [{ text: partLoader }],
} = await build({
  entryPoints: [inDist("sys/load-part")],
  bundle: true,
  write: false,
  format: "iife",
  globalName: "parts",
  platform: "node",
  target,
});

async function asCommonJs({ path, text }) {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target,
    banner: `"use strict";\nconst importMetaUrl = require("node:url").pathToFileURL(__filename).href;\n${WHEN_USED}`,
    define: { "import.meta.url": "importMetaUrl" },
  });
  const inTime = code.replaceAll(NEEDED_LATER, "var $1 = whenUsed(() => $2);");
  const withParts = inTime
    .replaceAll(LOADED_FIRST, "loadPart($1)")
    .replaceAll(LOADED_LATER, "Promise.resolve().then(() => loadPart($1))");
  if (withParts === inTime) return { path, text: inTime };
  return { path, text: withParts.replace('"use strict";\n', (strict) => `${strict}${LOAD_PART}`) };
}

const LOAD_PART = `${partLoader}
const loadPart = (name) => parts.loadPart(require, require.resolve(name));
`;

/** A program whose code is kept begins with a file that loads it. */
const PARTS = new Set(["run/inside"]);

function splitProgram({ path, text }) {
  const name = relative(dist, path).replace(/\.cjs$/, "");
  if (!PARTS.has(name)) return [{ path, text }];
  const part = `commands/${basename(name)}.js`;
  return [
    { path, text: `"use strict";\n${LOAD_PART}loadPart("../${part}");\n` },
    { path: join(dist, part), text },
  ];
}

/**
 * The folders of programs alone. There `.js` is CommonJS; what was compiled into them is in the bundles. No code is left
 * there that was kept of an earlier text: V8 would take it if the text is as long.
 */
const FOLDERS = ["cli", "commands"];

const files = (await Promise.all((await bundleAll()).map(asCommonJs))).flatMap(splitProgram);
for (const folder of FOLDERS) {
  await rm(join(dist, folder), { recursive: true, force: true });
  await mkdir(join(dist, folder));
  await writeFile(join(dist, folder, "package.json"), '{ "type": "commonjs" }\n');
}
await Promise.all(programs.map((name) => rm(inDist(name))));
await Promise.all(files.map(({ path, text }) => writeFile(path, text)));
