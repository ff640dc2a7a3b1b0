// What somebody outside asks for while an experiment goes on, and what is reported to them: for the lab, which stays open.

export interface Desk {
  /**
   * The orders, in the order they came; it ends when nobody can give any. What they may be is checked by whoever takes them.
   */
  readonly orders: AsyncIterable<unknown>;
  /** A sentence for whoever gives the orders, about one that could not be carried out. */
  report(text: string): void;
}

export interface OpenDesk extends Desk {
  put(order: unknown): void;
  close(): void;
}

export function openDesk(report: (text: string) => void): OpenDesk {
  const waiting: unknown[] = [];
  let isClosed = false;
  let wake: () => void = () => undefined;
  const call = (): void => wake();
  async function* take(): AsyncGenerator<unknown> {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift();
      if (isClosed) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return {
    orders: take(),
    report,
    put(order) {
      waiting.push(order);
      call();
    },
    close() {
      isClosed = true;
      call();
    },
  };
}
