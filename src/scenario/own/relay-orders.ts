// Orders to the relay that is in the server's place: to pass on so many bytes and no more.

import { printedBy } from "../../timeline/queries.ts";
import type { Direction } from "../../tcp/endpoint.ts";
import type { Lab } from "../lab.ts";
import type { Stage } from "../stage.ts";

/** As `holdTheMiddle`, by the relay: what it holds has not been written yet, so that it can die in between. */
export async function holdInRelay(
  { lab, server }: Stage,
  direction: Direction,
  bytes: number,
  speak: () => Promise<void> | void,
): Promise<() => Promise<void>> {
  const what = direction === "client->server" ? "request" : "reply";
  server.type(`hold ${what} ${bytes}`);
  await reported(lab, `will hold ${what} after ${bytes} bytes`);
  await speak();
  await reported(lab, `holding ${what} after ${bytes} bytes`);
  return () => {
    server.type("release");
    return Promise.resolve();
  };
}

async function reported(lab: Lab, text: string): Promise<void> {
  await lab.until(
    `the relay's report: ${text}`,
    ["output"],
    (seen) => printedBy(seen, "server").find((printed) => printed.text.includes(text)),
    () => lab.sockets.sample(),
  );
}
