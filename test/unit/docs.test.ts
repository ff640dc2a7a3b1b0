// What the documents refer to is there: files and headings they link to, sources they name.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { beliefWords, noticedWords, patienceWords, reactions } from "../../src/timeline/words.ts";

const documents: readonly string[] = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...markdownIn("docs"),
  ...markdownIn("docs/examples"),
];

function markdownIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
}

const read = (file: string): string => readFileSync(file, "utf8");

/** As GitHub makes them: `## Your server, your client` is `#your-server-your-client`. */
function anchorsOf(file: string): string[] {
  const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

for (const document of documents) {
  test(`${document}: every relative link leads somewhere`, () => {
    const links = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    for (const link of links.filter((each) => !/^https?:/.test(each))) {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? document : join(dirname(document), path);
      assert.ok(existsSync(target), `${link}: no ${target}`);
      if (anchor !== undefined) assert.ok(anchorsOf(target).includes(anchor), `${link}: no such heading`);
    }
  });

  test(`${document}: every source that it names is there`, () => {
    const named = [
      ...read(document).matchAll(/\b(?:src|test|tools|docs|bench)\/[\w./-]+\.(?:tsx?|m?js|md|conf)\b/g),
    ];
    for (const [path] of named) assert.ok(existsSync(path), path);
  });
}

for (const [document, words] of [
  ["docs/verdict.md", { ...noticedWords, ...reactions, ...patienceWords }],
  ["docs/belief.md", beliefWords],
] as const)
  test(`README.md and ${document} have every word that a verdict may say`, () => {
    const [readme, explained] = [read("README.md"), read(document)];
    for (const word of Object.keys(words).filter((each) => each !== "unknown")) {
      assert.ok(readme.includes(`\`${word}\``), `README.md: ${word}`);
      assert.ok(explained.includes(`\`${word}\``), `${document}: ${word}`);
    }
  });

test("ARCHITECTURE.md: every module that it names by its room is there", () => {
  const rooms = readdirSync("src", { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const pattern = new RegExp(`\`((?:${rooms.map(({ name }) => name).join("|")})/[\\w./-]+\\.tsx?)\``, "g");
  const named = [...read("ARCHITECTURE.md").matchAll(pattern)].map(([, path = ""]) => path);
  assert.ok(named.length > 20);
  for (const path of named) assert.ok(existsSync(join("src", path)), path);
});

test("the package has the documents that its README links to, and no pictures", () => {
  const { files } = JSON.parse(read("package.json")) as { files: string[] };
  const links = [...read("README.md").matchAll(/(?<!!\[[^\]]*)\]\(([^)#\s]+)\)/g)].map(
    ([, link = ""]) => link,
  );
  const isIn = (path: string): boolean =>
    files.some((each) => each === path || path.startsWith(`${each}/`)) ||
    (files.includes("docs/*.md") && /^docs\/[^/]+\.md$/.test(path));
  for (const link of links.filter((each) => !each.endsWith(".png"))) assert.ok(isIn(link), link);
  assert.ok(!isIn("docs/images/narrow.png"));
});
