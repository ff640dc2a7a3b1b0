// The book's two clients, as most sections run them.

/** It waits on one source at a time: first its terminal, then its socket. */
export const terminalClient = {
  name: "terminal",
  title: "The section's client",
  waitOn: "terminal",
} as const;

/** The client rewritten with select() (UNP 6.4): it waits on both at once. */
export const selectClient = { name: "both", title: "The select() client", waitOn: "both" } as const;

/** For runs in which the serving process outlives its connection, so that no spare child is needed. */
export const oneChild = { serverOptions: ["--children", "1"] } as const;
