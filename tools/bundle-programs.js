// Bundles deadpeer's own programs, in their places in dist: an experiment starts five or more of them, and Node takes
// 1 ms of processor time to find, read and compile a module. The library (dist/index.js) stays as it was compiled.

import { readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { build } from "esbuild";

const dist = join(import.meta.dirname, "../dist");
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

const common = {
  outdir: dist,
  outbase: dist,
  allowOverwrite: true,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  legalComments: "none",
  logLevel: "warning",
  plugins: [keepPlaces],
};
const inDist = (name) => join(dist, `${name}.js`);

// Its chunks are named after what is in them: those of the last build would stay.
await rm(join(dist, "commands"), { recursive: true, force: true });
await Promise.all([
  // So that it can say that nothing else could be opened.
  build({
    ...common,
    entryPoints: [inDist("cli/main")],
    plugins: [keepPlaces, loadLater(/^\.\/command\.js$/)],
  }),
  // Its subcommands are loaded when asked for, each with what it shares with others.
  build({
    ...common,
    entryPoints: [inDist("cli/command")],
    plugins: [keepPlaces, loadLater(/^\.\/run\/run\.js$/, "../commands/run.js")],
    splitting: true,
    chunkNames: "commands/[name]-[hash]",
  }),
  // `run` is the one that is waited for: to find the 25 files that it shares with others costs it 13 ms.
  build({ ...common, entryPoints: { "commands/run": inDist("cli/run/run") } }),
  // They share no memory: each is one file, which is read at once.
  ...programs.map((name) => build({ ...common, entryPoints: [inDist(name)] })),
]);
