// What can be run that is no section of the book: programs of one's own, and moments.

import type { Scenario } from "./scenarios.ts";

export const notSections: Readonly<Record<"experiment" | "inflict" | "moment", Scenario>> = {
  experiment: {
    title: "An experiment",
    summary: "programs of one's own: what --server, --client and --upstream run",
    introduction: "A server dies. What does its client do?",
    network: "loopback",
    runs: [{ name: "experiment", title: "The client", waitOn: "both", fault: "kill" }],
  },
  inflict: {
    title: "A fault on a connection that is there",
    summary: "what `deadpeer inflict` does to programs that run already",
    introduction: "One fault on one connection of a running program.",
    network: "loopback",
    runs: [{ name: "inflict", title: "The client", waitOn: "both", fault: "kill" }],
  },
  moment: {
    title: "A death at a moment of its own",
    summary: "what `--fault FAULT@MOMENT` runs: accepted, mid-request, mid-reply, crossing",
    introduction: "The server dies at one exact moment of its conversation with the client.",
    network: "two-hosts",
    runs: [
      { name: "terminal", title: "The section's client", waitOn: "terminal", fault: "kill" },
      { name: "both", title: "The recoded client", waitOn: "both", fault: "kill" },
    ],
  },
};
