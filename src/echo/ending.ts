// How an echo client ended: its exit code, and its message to the user.

export interface Ending {
  readonly exitCode: number;
  readonly message?: string;
}

/** UNP 5.12, step 7: what the client prints at an end of file where a line was expected. */
export const PREMATURELY = "str_cli: server terminated prematurely";
export const TERMINATED_PREMATURELY: Ending = { exitCode: 1, message: PREMATURELY };

/** Where an echo client puts what came back. */
export type Print = (piece: Uint8Array) => void;
