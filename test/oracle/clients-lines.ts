// Clients that pass lines on.

import { BOTH, PIPES, UNASKED, fixture, lines, own, reversed } from "./parts.ts";
import type { Client } from "./recipe.ts";
import { echo, tls } from "./services.ts";

/** Passes lines on. */
function netcat(name: string, program: string, command = `exec ${program}`): Client {
  const programs = [program.split(" ")[0] ?? ""];
  return {
    name,
    programs,
    service: echo,
    command: () => `${command} $HOST $PORT`,
    on: BOTH,
    exchange: lines,
  };
}

export const passers: readonly Client[] = [
  netcat("nc.openbsd", "nc.openbsd"),
  { ...netcat("nc.openbsd-idle", "nc.openbsd"), exchange: [], deaths: UNASKED },
  netcat("nc.traditional", "nc.traditional"),
  netcat("ncat", "ncat"),
  netcat("busybox-nc", "busybox nc"),
  netcat("busybox-telnet", "busybox telnet"),
  netcat("telnet", "inetutils-telnet"),
  {
    name: "socat",
    programs: ["socat"],
    service: echo,
    command: () => "exec socat - TCP:$HOST:$PORT",
    on: BOTH,
    exchange: lines,
  },
  {
    name: "curl-telnet",
    programs: ["curl"],
    service: echo,
    command: () => "exec curl -sSN telnet://$HOST:$PORT",
    on: BOTH,
    exchange: lines,
  },
  {
    name: "python-socket",
    programs: ["python3"],
    service: echo,
    command: () => fixture("socket-lines.py"),
    on: BOTH,
    exchange: lines,
  },
  {
    name: "openssl",
    programs: ["openssl"],
    service: tls,
    command: () => "exec openssl s_client -connect $HOST:$PORT -quiet",
    on: BOTH,
    exchange: reversed,
  },
  {
    name: "node-tls",
    programs: ["node"],
    service: tls,
    command: () => own("tls-lines.mjs"),
    on: PIPES,
    ready: "ready",
    exchange: reversed,
  },
];
