// Clients of HTTP servers.

import { BOTH, PIPES, UNASKED, fixture, own, page } from "./parts.ts";
import type { Client } from "./recipe.ts";
import { halfPage, nginx } from "./services.ts";

/** Asks for a page, closes its half of the connection, and reads on (UNP 6.6). */
function halfClosing(name: string, program: string, command: string): Client {
  return {
    name,
    programs: [program],
    service: halfPage,
    command: () => `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | ${command}`,
    on: BOTH,
    ready: "half",
    deaths: UNASKED,
  };
}

export const web: readonly Client[] = [
  halfClosing("nc.openbsd-half", "nc.openbsd", "nc.openbsd -N $HOST $PORT"),
  halfClosing("socat-half", "socat", "socat -t 60 - TCP:$HOST:$PORT"),
  {
    name: "http.client",
    programs: ["python3"],
    service: nginx,
    command: () => fixture("http-client.py"),
    on: PIPES,
    exchange: page,
  },
  {
    name: "requests",
    programs: ["python3"],
    service: nginx,
    command: () => own("requests-lines.py"),
    on: PIPES,
    exchange: page,
  },
  {
    name: "lwp",
    programs: ["perl", "lwp-request"],
    service: nginx,
    command: () => own("lwp-lines.pl"),
    on: PIPES,
    exchange: page,
  },
  {
    name: "http.Agent",
    programs: ["node"],
    service: nginx,
    command: () => fixture("http-agent.mjs"),
    on: PIPES,
    exchange: page,
  },
  {
    name: "undici",
    programs: ["node"],
    service: nginx,
    command: () => fixture("undici.mjs"),
    on: PIPES,
    exchange: page,
  },
  {
    name: "curl-http",
    programs: ["curl"],
    service: halfPage,
    command: () => "exec curl -sSN http://$HOST:$PORT/",
    on: BOTH,
    ready: "half",
    deaths: UNASKED,
  },
  {
    name: "lwp-request",
    programs: ["lwp-request"],
    service: halfPage,
    command: () => "exec lwp-request http://$HOST:$PORT/",
    on: PIPES,
    deaths: UNASKED,
  },
];
