// Bundles the report's page (src/page) into dist/page: the application, its styles, and what renders it without a browser;
// and the lab's page (src/lab/page) into dist/lab/page.

import { build } from "esbuild";

const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "warning",
};

await Promise.all([
  build({
    ...common,
    entryPoints: { app: "src/page/main.tsx" },
    outdir: "dist/page",
    format: "iife",
    platform: "browser",
  }),
  build({ ...common, entryPoints: { app: "src/page/styles.css" }, outdir: "dist/page" }),
  build({
    ...common,
    entryPoints: { app: "src/lab/page/main.tsx" },
    outdir: "dist/lab/page",
    format: "esm",
    splitting: true,
    chunkNames: "[name]", // what is loaded later: src/lab/page/screen.ts
    platform: "browser",
  }),
  build({ ...common, entryPoints: { app: "src/lab/page/styles.css" }, outdir: "dist/lab/page" }),
  build({
    ...common,
    entryPoints: { static: "src/page/static.tsx" },
    outdir: "dist/page",
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    platform: "node",
  }),
]);
