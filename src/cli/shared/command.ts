// What every subcommand offers.

export interface CommandModule {
  readonly help: string;
  /** Runs it and returns the exit code; throws a Failure for people. */
  readonly main: (args: readonly string[]) => Promise<number>;
}
