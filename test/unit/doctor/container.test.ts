// What doctor says in a container where namespaces are refused.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { adviseInContainer } from "../../../src/cli/doctor.ts";
import { missing, worksAs } from "../../../src/doctor/ability.ts";
import { containerLines, findContainer } from "../../../src/doctor/container.ts";

test("a container is known by what its engine leaves in it; Kubernetes by its environment", (t) => {
  const root = mkdtempSync(join(tmpdir(), "deadpeer-root-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  assert.equal(findContainer({}, root), undefined);
  writeFileSync(join(root, ".dockerenv"), "");
  assert.equal(findContainer({}, root)?.engine, "Docker");
  mkdirSync(join(root, "run"));
  writeFileSync(join(root, "run/.containerenv"), "");
  assert.equal(findContainer({}, root)?.engine, "Podman");
  assert.equal(findContainer({ KUBERNETES_SERVICE_HOST: "10.0.0.1" }, root)?.engine, "Kubernetes");
});

test("the line is printed where a namespace is refused, and only there", () => {
  const container = { engine: "Docker", line: containerLines.Docker } as const;
  const lines = adviseInContainer([missing("private network", "refused")], container);
  assert.match(lines.join("\n"), /^\nThis is a container \(Docker\)/);
  assert.ok(lines.includes(`  ${containerLines.Docker}`));
  assert.notDeepEqual(adviseInContainer([missing("clean ending", "masked")], container), []);
  assert.deepEqual(
    adviseInContainer([worksAs("private network"), missing("exit status", "old")], container),
    [],
  );
  assert.deepEqual(adviseInContainer([missing("private network", "refused")], undefined), []);
});

test("the documentation has each line", () => {
  const text = readFileSync("docs/containers.md", "utf8");
  for (const [engine, line] of Object.entries(containerLines))
    assert.ok(text.includes(`| ${engine} | \`${line}\` |`), engine);
});
