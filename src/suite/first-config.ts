// The text of a first configuration, with what a newcomer needs next as comments.

import { defaultSuiteFaults } from "../fault/index.ts";
import { DEFAULTS, type ExchangeInput } from "../run/options.ts";

export interface FirstConfig {
  /** Shell command. Left out: deadpeer's own echo client. */
  readonly client?: string;
  /** Shell command. Left out: deadpeer's own echo server. */
  readonly server?: string;
  readonly port?: number;
  /** What is typed to the client, and what it prints then. Left out: nothing is said to it. */
  readonly exchange?: readonly ExchangeInput[];
}

const OWN_CLIENT = 'exec deadpeer connect "$HOST" "$PORT"';

const ECHO: readonly ExchangeInput[] = [{ say: "hello" }, { expect: "hello" }];

/** Each is TypeScript, and JavaScript as well. */
export function writeConfig(first: FirstConfig): string {
  const { client = OWN_CLIENT, server, port = DEFAULTS.port } = first;
  const isOwn = client === OWN_CLIENT;
  const { exchange = isOwn && server === undefined ? ECHO : undefined } = first;
  const serverName = server === undefined ? "server" : nameOf(server, "server");
  return [
    "// What `deadpeer test` tries: each client against each way for its server to die.",
    "// docs/test.md in the package has all the keys.",
    "",
    'import { defineConfig } from "deadpeer";',
    "",
    "export default defineConfig({",
    ...serversOf(serverName, server),
    "  clients: {",
    `    ${keyOf(isOwn ? "echo" : nameOf(client, "client"))}: {`,
    `      command: ${JSON.stringify(client)}, // finds the server in $HOST and $PORT`,
    "      // What is typed to it, and what it prints then: before the fault, and again afterwards.",
    `      ${exchange ? "" : "// "}exchange: [${(exchange ?? ECHO).map(stepOf).join(", ")}],`,
    '      on: "terminal", // or "pipes", or both: ["terminal", "pipes"]',
    '      // ready: "connected", // it is ready once it has printed this; default: once it is connected',
    '      // expect: "noticed=at-once,exit!=0", // default: what a reasonable client does',
    "    },",
    "  },",
    "  // Ways to die, and moments: `deadpeer list` has them all.",
    `  faults: [${defaultSuiteFaults.map((fault) => JSON.stringify(fault)).join(", ")}],`,
    `  port: ${port},`,
    `  // exclude: [{ fault: "${defaultSuiteFaults.at(-1)}", on: "pipes" }], // cases that are not made`,
    "});",
    "",
  ].join("\n");
}

function stepOf(step: ExchangeInput): string {
  const [[name = "", content] = []] = Object.entries(step) as [string, unknown][];
  return `{ ${name}: ${content instanceof RegExp ? String(content) : JSON.stringify(content)} }`;
}

function serversOf(name: string, command: string | undefined): string[] {
  if (command === undefined)
    return [
      "  // Without a server of your own, clients talk to deadpeer's echo server.",
      '  // servers: { mine: { command: "exec ./server $PORT", ready: "listening" } },',
    ];
  return [
    "  servers: {",
    `    ${keyOf(name)}: {`,
    `      command: ${JSON.stringify(command)}, // finds its place in $HOST and $PORT`,
    '      // ready: "listening", // it is ready once it has printed this; default: once it listens',
    "    },",
    "  },",
  ];
}

/** Their first argument says more. */
const INTERPRETERS = /^(?:node|nodejs|deno|bun|npx|python[\d.]*|ruby|perl|php|java|sh|bash|go)$/;

/** A name from a command: `redis-cli` from `exec /usr/bin/redis-cli -p $PORT`. */
function nameOf(command: string, otherwise: string): string {
  const words = command.split(/\s+/).filter((word) => !/^(?:|exec|env|\w+=.*|-.*)$/.test(word));
  const programs = words.map((word) => (word.split("/").at(-1) ?? "").replace(/\.\w+$/, ""));
  const [first = "", second = ""] = programs;
  const said = INTERPRETERS.test(first) && second !== "" ? second : first;
  return /^[a-z\d][\w-]{0,99}$/i.test(said) ? said : otherwise;
}

/** As it is written in an object. */
function keyOf(name: string): string {
  return /^[a-z]\w*$/i.test(name) ? name : JSON.stringify(name);
}
