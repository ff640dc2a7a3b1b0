// A program that tries everything an experiment needs, inside a network like an experiment's. It prints a list of
// abilities as JSON. Each is really tried: what a machine claims and what it does can differ.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { release } from "node:os";
import { readWaiting } from "../observe/waiting.ts";
import { preparePrivateNetwork } from "../network/private-network.ts";
import { createTwoHosts, forgetSockets } from "../network/two-hosts.ts";
import { startOnTerminal } from "../program/program.ts";
import { tcpPortFilter } from "../sys/bpf.ts";
import { prepareFrameSocket } from "../sys/frame-socket.ts";
import { exitAtOnce } from "../sys/exit.ts";
import { close } from "../sys/io.ts";
import { inNetwork } from "../sys/namespace.ts";
import { preparePacketSocket } from "../sys/packet-socket.ts";
import { pidfdExit, pidfdGetfd, pidfdOpen, pidfdSendSignal } from "../sys/pidfd.ts";
import { readDescriptors } from "../sys/proc.ts";
import { openSockDiag } from "../sys/sock-diag.ts";
import { type Ability, missing, worksAs } from "./ability.ts";
import type { AbilityName } from "./advice.ts";

interface Trial {
  readonly name: AbilityName;
  readonly attempt: () => void | Promise<void>;
}

const PORT = 9877;

const trials: readonly Trial[] = [
  {
    name: "capture",
    async attempt() {
      const socket = await preparePacketSocket("lo");
      socket.attach((start) => tcpPortFilter(PORT, 96, start)).close();
    },
  },
  {
    name: "sockets",
    attempt() {
      const diag = openSockDiag();
      diag.readSockets();
      diag.close();
    },
  },
  { name: "two hosts", attempt: tryTwoHosts },
  { name: "pidfd", attempt: tryPidfd },
  { name: "exit status", attempt: tryExitStatus },
  { name: "waiting", attempt: tryWaiting },
  { name: "terminal", attempt: tryTerminal },
];

async function tryTwoHosts(): Promise<void> {
  // Never on the machine's own network.
  if (process.argv[2] !== "private") throw new Error("there is no private network");
  const { cableEnds, server } = createTwoHosts();
  for (const end of Object.values(cableEnds)) (await prepareFrameSocket(end)).attach().close();
  const listening = createServer().on("error", () => undefined);
  inNetwork(server.network, () => listening.listen(PORT, "0.0.0.0"));
  await once(listening, "listening");
  forgetSockets(server);
  listening.close();
}

async function tryPidfd(): Promise<void> {
  await withChild((pid, pidfd) => {
    const [fd = 0] = readDescriptors(pid)?.keys() ?? [];
    close(pidfdGetfd(pidfd, fd));
  });
}

async function tryExitStatus(): Promise<void> {
  let end: unknown;
  await withChild(
    () => undefined,
    (pidfd) => {
      end = pidfdExit(pidfd);
    },
  );
  if (end === undefined) throw new Error(`Linux ${release()} does not report it`);
}

async function tryWaiting(): Promise<void> {
  await withChild((pid) => {
    const [main] = readWaiting(pid, 0);
    if (main === undefined) throw new Error("/proc/PID/syscall may not be read");
  });
}

async function tryTerminal(): Promise<void> {
  await new Promise<void>((resolve) => {
    startOnTerminal(
      { argv: ["/bin/true"], shown: "true" },
      { printed: () => undefined, exited: () => resolve() },
    );
  });
}

/** Runs `use` on a child that sleeps, then ends it, then runs `afterEnd`. */
async function withChild(
  use: (pid: number, pidfd: number) => void,
  afterEnd?: (pidfd: number) => void,
): Promise<void> {
  const child = spawn("sleep", ["60"], { stdio: ["pipe", "ignore", "ignore"] });
  await new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  const pidfd = pidfdOpen(child.pid ?? 0);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  try {
    use(child.pid ?? 0, pidfd);
  } finally {
    const SIGKILL = 9;
    pidfdSendSignal(pidfd, SIGKILL);
    await ended;
    afterEnd?.(pidfd);
    close(pidfd);
  }
}

async function attempt({ name, attempt: tryIt }: Trial): Promise<Ability> {
  try {
    await tryIt();
    return worksAs(name);
  } catch (error) {
    return missing(name, (error as Error).message);
  }
}

async function tryAll(): Promise<void> {
  if (process.argv[2] === "private") preparePrivateNetwork();
  const abilities: Ability[] = [];
  for (const trial of trials) abilities.push(await attempt(trial));
  process.stdout.write(JSON.stringify(abilities), () => exitAtOnce(0));
}

void tryAll();
