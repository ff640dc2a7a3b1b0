// What there is to say about each thing that a machine may be unable to do: `deadpeer doctor` prints it, and
// docs/abilities.md is made of it (page.ts).

import { SUBORDINATE_IDS } from "../network/users.ts";
import type { ObserverName } from "../timeline/words.ts";

export interface Advice {
  /** What is tried, or needed. */
  readonly how: string;
  /** What is unknown, skipped or refused where it does not work. */
  readonly without: string;
  /** Exit codes of `deadpeer run` where it does not work. */
  readonly exit: string;
  readonly remedy: string;
}

export type AbilityName =
  | "Linux"
  | "/proc"
  | "private network"
  | "other users"
  | "clean ending"
  | "capture"
  | "sockets"
  | "two hosts"
  | "pidfd"
  | "exit status"
  | "waiting"
  | "terminal";

const PTRACE = "the right to ptrace your own children (kernel.yama.ptrace_scope at most 1)";

export const advice: Readonly<Record<AbilityName, Advice>> = {
  Linux: {
    how: "a Linux kernel",
    without: "Experiments are refused; `judge`, `report` and `list` work.",
    exit: "3",
    remedy: "Experiments need Linux: a machine, a virtual machine or a container.",
  },
  "/proc": {
    how: "it is mounted",
    without: "Without it nothing can be run.",
    exit: "3",
    remedy: "`mount -t proc proc /proc`, or give the container or the sandbox one.",
  },
  "private network": {
    how: "unshare(1): network and mount namespaces; for an ordinary user in a user namespace",
    without:
      "Without it the machine's own loopback is used, with a notice, for one run at a time; `run all` skips what needs " +
      "two hosts, and elsewhere that is refused, as `--network loopback` and `--network two-hosts` are.",
    exit: "as usual on the machine's loopback if `capture` works there; 3 for what is refused",
    remedy:
      "Allow user namespaces: sysctl user.max_user_namespaces above 0, kernel.unprivileged_userns_clone=1 (Debian), " +
      "`deadpeer doctor --fix` where AppArmor restricts them (Ubuntu 23.10 and later); in a container, its seccomp profile. " +
      "Or run as root with CAP_SYS_ADMIN, CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_PTRACE, CAP_KILL and CAP_DAC_OVERRIDE.",
  },
  "other users": {
    how: "not tried by itself: `private network` says which users there are in it",
    without:
      "A server that gives root up (setuid(2), setgroups(2)) fails, which the error explains; `--server-user` and " +
      "`--client-user` are refused, but for root on the machine's own loopback.",
    exit: "2 if the server ends, 3 if it does not get ready",
    remedy: `Run as root; or ${SUBORDINATE_IDS}, and start the server with \`--server-user root\`.`,
  },
  "clean ending": {
    how: "a PID namespace: what an experiment has started ends with it, even if that is killed",
    without: "It matters only if an experiment is killed (kill -9, out of memory).",
    exit: "as usual",
    remedy:
      "Run as root, or give the container a /proc of which nothing is masked. With setpriv(1) of util-linux at least the " +
      "programs end with the experiment, though not what they start themselves.",
  },
  capture: {
    how: "an AF_PACKET ring on lo",
    without:
      "Without it segments are not observed: the ending, the ledger and each statement about segments are `unknown`. Every " +
      "verdict is inconclusive; if the socket table shows that a FIN has come (CLOSE_WAIT), it says so.",
    exit: "3",
    remedy: "Allow user namespaces, or run as root (CAP_NET_RAW).",
  },
  sockets: {
    how: "sock_diag over netlink",
    without: "Without it, nothing can be run.",
    exit: "3",
    remedy: "The kernel needs CONFIG_INET_DIAG (module tcp_diag).",
  },
  "two hosts": {
    how: "network namespaces, a veth cable to each, and whole frames at its ends; a kernel that forgets its sockets",
    without:
      "Without it, faults of hosts and the moments `mid-request`, `mid-reply` and `crossing` are refused; in `run all`, 5.14 to 5.16 and what else needs them is inconclusive.",
    exit: "3",
    remedy:
      "Allow user namespaces; the kernel needs CONFIG_VETH, CONFIG_PACKET and CONFIG_INET_DIAG_DESTROY.",
  },
  pidfd: {
    how: "the end of a process, and a duplicate of one of its descriptors",
    without:
      "Without it the end of a process is not seen, so a kill is not proven; `reset`, `close` and `half-close` are refused.",
    exit: "3",
    remedy: `Linux 5.6 or later, and ${PTRACE}.`,
  },
  "exit status": {
    how: "of a process that is not our child (PIDFD_GET_INFO)",
    without: "Without it, only the server's own report says how its child ended.",
    exit: "as usual",
    remedy: "Linux 6.15 or later.",
  },
  waiting: {
    how: "/proc/PID/syscall of a program's threads",
    without:
      "Without it nobody knows what the client sleeps in: where a reaction depends on that it is `unknown`, and the verdict inconclusive.",
    exit: "as usual, or 3",
    remedy: `It needs ${PTRACE}, on x86-64 or arm64.`,
  },
  terminal: {
    how: "a program on a pty",
    without: "Without it, programs run on pipes alone (`--client-on pipes`).",
    exit: "3 for a program on a terminal",
    remedy: "Mount /dev/pts, and reinstall with `npm ci` to get the prebuilt part of @lydell/node-pty.",
  },
};

export interface ObserverAdvice {
  /** What it cannot do without. */
  readonly needs: AbilityName;
  /** What is unknown where it is off. */
  readonly without: string;
  /** Which runs are inconclusive then, or refused. */
  readonly inconclusive: string;
  /** The exit code of an experiment with a `kill`, --say and --expect that passes when everything is observed. */
  readonly killExit: 0 | 2 | 3;
}

export const observerAdvice: Readonly<Record<ObserverName, ObserverAdvice>> = {
  segments: {
    needs: "capture",
    without:
      "the ending, what became of what was said, when the client could know; each statement about segments",
    inconclusive:
      "all. Where the socket table has the client's end in CLOSE_WAIT or LAST_ACK after the fault, the verdict says that a FIN came",
    killExit: 3,
  },
  sockets: {
    needs: "sockets",
    without:
      "`lingers`, after a FIN `holds-socket` and what else may be that, unread bytes, each statement about states",
    inconclusive:
      "those that expect `lingers=false`: of `kill`, `terminate`, `close` and `reset`. `kill-unread` is refused",
    killExit: 3,
  },
  processes: {
    needs: "pidfd",
    without: "the end, the stop and the processor time of a process, and who holds a socket",
    inconclusive: "those whose fault ends or stops a process",
    killExit: 3,
  },
  waiting: {
    needs: "waiting",
    without: "what the client sleeps in: `hangs`, and signs of notice that show by it alone",
    inconclusive: "those whose verdict hangs on it",
    killExit: 0,
  },
  output: {
    needs: "terminal",
    without: "`told`, `unreported`, what was answered",
    inconclusive:
      "those with --expect, --ready, --server-ready, --done-when, --means-done, --means-failed or the moment `printed` are refused",
    killExit: 2,
  },
};
