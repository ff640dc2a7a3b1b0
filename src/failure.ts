// An error for people: what happened, what to do about it, and the exit code it means.

/** 2: it could not be started; 3: it could not be observed. */
export interface Failure extends Error {
  readonly remedy: string;
  readonly exitCode: number;
}

export function failure(exitCode: number, message: string, remedy: string): Failure {
  return Object.assign(new Error(message), { remedy, exitCode });
}

export function isFailure(error: unknown): error is Failure {
  return error instanceof Error && "remedy" in error && "exitCode" in error;
}
