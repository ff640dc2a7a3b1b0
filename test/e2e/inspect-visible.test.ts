// What `deadpeer inspect` cannot see is counted and said: /proc with hidepid, another PID namespace. And what only the
// kernel's table of neighbours shows.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { anyUser, cli, hasProgram, start } from "./harness.ts";
import { type Seer, program, run } from "./inspected.ts";

interface Document extends Seer {
  readonly notVisible: {
    readonly processes: number;
    readonly connections: number;
    readonly closeWait: number;
  };
}

const COMMAND = [process.execPath, cli, "inspect", "--min-age-ms", "0", "--json"] as const;

/** The document, or undefined where the machine does not let a test make such a place. */
async function inspectIn(t: TestContext, place: readonly string[]): Promise<Document | undefined> {
  const { stdout, stderr, code } = await start("unshare", [...place, ...COMMAND]).outcome;
  if (code === 0) return JSON.parse(stdout) as Document;
  assert.match(stderr, /unshare|mount|nsenter|Cannot find module|EACCES/, stderr);
  t.skip(stderr.slice(0, 200));
  return undefined;
}

test("/proc with hidepid: who holds a connection is not visible, counted, and said", async (t) => {
  if (process.getuid?.() !== 0 || !hasProgram(t, "python3")) return t.skip("only root may mount /proc anew");
  const { pid } = await run(t, "python3", [program, "unread-end"]);
  const as = "exec setpriv --reuid 65534 --regid 65534 --clear-groups";
  const script = `mount -t proc -o hidepid=invisible proc /proc && ${as} "$0" "$@"`;
  const seen = await inspectIn(t, ["--mount", "sh", "-c", script]);
  if (seen === undefined) return;
  assert.ok(seen.findings.every((each) => each.pid !== pid));
  assert.equal(seen.notVisible.processes, 0, "they are not even seen to be there");
  assert.ok(seen.notVisible.closeWait > 0, JSON.stringify(seen.notVisible));
});

test(
  anyUser("a sidecar with a shared PID namespace sees what runs in it; what runs outside is counted"),
  async (t) => {
    if (!hasProgram(t, "python3")) return;
    const outside = await run(t, "python3", [program, "leak"]);
    const user = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
    const script = `sleep 60 | python3 ${program} unread-end >&3 & read -r ready pid <&4; exec "$0" "$@"`;
    const inPod = [...user, "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c"];
    const seen = await inspectIn(t, [
      ...inPod,
      `coproc cat; exec 3>&"\${COPROC[1]}" 4<&"\${COPROC[0]}"; ${script}`,
    ]);
    if (seen === undefined) return;
    assert.deepEqual(
      seen.findings.map(({ finding }) => finding).filter((finding) => finding === "unread-end"),
      ["unread-end"],
    );
    assert.ok((seen.findings[0]?.pid ?? 0) < 100, "as the pod numbers it");
    assert.ok(
      seen.notVisible.closeWait >= 5,
      `of process ${outside.pid}: ${JSON.stringify(seen.notVisible)}`,
    );
  },
);

const IDLE_CLIENT = `import socket, time
s = socket.create_connection(("10.9.9.2", 99))
print("ready", flush=True)
time.sleep(60)`;
const SERVER = `import socket, time
s = socket.create_server(("10.9.9.2", 99)); print("ready", flush=True); c = s.accept(); time.sleep(60)`;

test("an idle connection without keep-alive, whose peer's host the kernel has looked for in vain", async (t) => {
  if (process.getuid?.() !== 0 || !hasProgram(t, "python3") || !hasProgram(t, "ip"))
    return t.skip("only root may make two hosts");
  const script = `set -e
    ip link set lo up; ip link add va type veth peer name vb
    unshare --net --kill-child sleep 60 & host=$!
    until [ "$(readlink /proc/$host/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.02; done
    ip link set vb netns $host; ip addr add 10.9.9.1/24 dev va; ip link set va up
    exec 3< <(nsenter -t $host --net sh -c 'ip addr add 10.9.9.2/24 dev vb; ip link set vb up; exec python3 -c "$SERVER"')
    read -r _ <&3
    exec 4< <(python3 -c "$IDLE_CLIENT")
    read -r _ <&4
    ip neigh replace 10.9.9.2 dev va nud failed
    exec "$0" "$@"`;
  // In a PID namespace, so that nothing of it is left.
  const place = ["--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const env = { SERVER, IDLE_CLIENT };
  const { stdout, stderr, code } = await start("unshare", [...place, "bash", "-c", script, ...COMMAND], env)
    .outcome;
  if (code !== 0 && /veth|Operation not (permitted|supported)/.test(stderr))
    return t.skip(stderr.slice(0, 200));
  assert.equal(code, 0, stderr);
  const { findings } = JSON.parse(stdout) as Document;
  const found = findings.find(({ finding }) => finding === "unreachable-peer");
  assert.match(
    found?.shows ?? stdout,
    /^the kernel has looked for 10\.9\.9\.2 on its link, without a reply; no timer; keep-alive is off; the kernel never gives up/,
  );
});
