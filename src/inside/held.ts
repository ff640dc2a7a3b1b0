// What a moment has stopped, on the wire or in the relay.

/** What is stopped, and can go on. */
export interface Held {
  release(): Promise<void>;
  /** It never arrives; what comes after it is not held any more. */
  lose(): Promise<void>;
}
