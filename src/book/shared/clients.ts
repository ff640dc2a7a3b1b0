// The book's two clients, as most sections run them.

/** It waits on one source at a time: first its terminal, then its socket. */
export const terminalClient = {
  name: "terminal",
  title: "The section's client",
  waitOn: "terminal",
} as const;

/** The client rewritten with select() (UNP 6.4): it waits on both at once. */
export const selectClient = { name: "both", title: "The select() client", waitOn: "both" } as const;

/** Where the process that serves outlives its connection, nobody needs another; else one is kept ready. */
export const oneChild = { serverOptions: ["--children", "1"] } as const;
