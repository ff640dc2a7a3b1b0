// A way to die: what is done to the server's end of one connection.

/** The process that holds the server's end of the connection. */
export interface Target {
  readonly pid: number;
  /** A pidfd of that process. */
  readonly pidfd: number;
  /** The socket's descriptor in that process. */
  readonly fd: number;
}

export interface Fault {
  readonly name: string;
  /** One line for `deadpeer list`. */
  readonly summary: string;
  /** What TCP shows when it has worked. */
  readonly endings: readonly ("fin" | "rst" | "none")[];
  /** What is done, for people: `SIGKILL to process 42`. */
  describe(target: Target): string;
  /** Throws the system's error when it cannot be done. */
  inflict(target: Target): void;
}
