// UNP 5.12 "Termination of Server Process": what it is about, its runs, its steps and its rules.

import { cards512 } from "./cards.ts";
import { clientRules } from "./client-rules.ts";
import { killRules } from "./kill-rules.ts";
import { performSection512 } from "./steps.ts";
import { systemRules } from "./system-rules.ts";
import type { Scenario } from "../../inside/scenario.ts";
import { terminalClient, selectClient } from "../shared/clients.ts";

/** The section's netstat shows a server on `*:9877`, on whichever network it runs. */
const listensEverywhere = { serverOptions: ["--spare", "1", "--host", "0.0.0.0"] } as const;

export const section512: Scenario = {
  title: "Termination of Server Process",
  summary: "the child that serves a client is killed: FIN, a second line, RST, end of file",
  introduction:
    "A server gives each of its clients a process of its own. That process is killed while the client waits for " +
    "its user. What does TCP report to the client, and when does the client look?",
  network: "loopback",
  runs: [
    { ...terminalClient, ...listensEverywhere, fault: "kill" },
    { ...selectClient, ...listensEverywhere, fault: "kill" },
  ],
  perform: performSection512,
  rules: [...systemRules, ...killRules, ...clientRules],
  cards: cards512,
};
