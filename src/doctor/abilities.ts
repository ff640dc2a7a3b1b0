// A program that tries everything an experiment needs, inside a network like an experiment's. It prints a list of
// abilities as JSON. Each is really tried: what a machine claims and what it does can differ.

import { spawn } from "node:child_process";
import { release } from "node:os";
import { readWaiting } from "../observe/waiting.ts";
import { preparePrivateNetwork } from "../network/private-network.ts";
import { createTwoHosts } from "../network/two-hosts.ts";
import { startOnTerminal } from "../program/program.ts";
import { tcpPortFilter } from "../sys/bpf.ts";
import { openFrameSocket } from "../sys/frame-socket.ts";
import { exitAtOnce } from "../sys/exit.ts";
import { close } from "../sys/io.ts";
import { openPacketSocket } from "../sys/packet-socket.ts";
import { pidfdExit, pidfdGetfd, pidfdOpen, pidfdSendSignal } from "../sys/pidfd.ts";
import { readDescriptors } from "../sys/proc.ts";
import { openSockDiag } from "../sys/sock-diag.ts";

export interface Ability {
  readonly name: string;
  readonly works: boolean;
  /** What was tried, or why it does not work. */
  readonly how: string;
  /** What to do about it, if it does not work. */
  readonly remedy?: string;
}

interface Trial {
  readonly name: string;
  readonly how: string;
  readonly remedy: string;
  readonly attempt: () => void | Promise<void>;
}

const PORT = 9877;

const trials: readonly Trial[] = [
  {
    name: "capture",
    how: "an AF_PACKET ring on lo",
    remedy: "Allow user namespaces, or run as root (CAP_NET_RAW). Without it segments are not observed.",
    attempt: () => openPacketSocket("lo", () => tcpPortFilter(PORT, 96)).close(),
  },
  {
    name: "sockets",
    how: "sock_diag over netlink",
    remedy: "The kernel needs CONFIG_INET_DIAG (module tcp_diag). Without it, nothing can be run.",
    attempt() {
      const diag = openSockDiag();
      diag.readSockets();
      diag.close();
    },
  },
  {
    name: "two hosts",
    how: "network namespaces, a veth cable to each, and whole frames at its ends",
    remedy:
      "Allow user namespaces; the kernel needs CONFIG_VETH and CONFIG_PACKET. Without it, faults of hosts are skipped.",
    attempt: tryTwoHosts,
  },
  {
    name: "pidfd",
    how: "the end of a process, and a duplicate of one of its descriptors",
    remedy:
      "Linux 5.6 or later, and the right to ptrace your own children (kernel.yama.ptrace_scope at most 1).",
    attempt: tryPidfd,
  },
  {
    name: "exit status",
    how: "of a process that is not our child (PIDFD_GET_INFO)",
    remedy: "Linux 6.15 or later. Without it, only the server's own report says how its child ended.",
    attempt: tryExitStatus,
  },
  {
    name: "waiting",
    how: "/proc/PID/syscall of a program's threads",
    remedy:
      "It needs the right to ptrace your own children (kernel.yama.ptrace_scope at most 1), on x86-64 or arm64.",
    attempt: tryWaiting,
  },
  {
    name: "terminal",
    how: "a program on a pty",
    remedy: "Mount /dev/pts, and reinstall with `npm ci` to get the prebuilt part of @lydell/node-pty.",
    attempt: tryTerminal,
  },
];

function tryTwoHosts(): void {
  // Never on the machine's own network.
  if (process.argv[2] !== "private") throw new Error("there is no private network");
  for (const end of Object.values(createTwoHosts().cableEnds)) openFrameSocket(end).close();
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

async function attempt({ name, how, remedy, attempt: tryIt }: Trial): Promise<Ability> {
  try {
    await tryIt();
    return { name, works: true, how };
  } catch (error) {
    return { name, works: false, how: (error as Error).message, remedy };
  }
}

if (process.argv[2] === "private") preparePrivateNetwork();
const abilities: Ability[] = [];
for (const trial of trials) abilities.push(await attempt(trial));
process.stdout.write(JSON.stringify(abilities), () => exitAtOnce(0));
