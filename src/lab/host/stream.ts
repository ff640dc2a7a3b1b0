// One page's stream of events: first everything that there is, then whatever is new. A page that connects again gets it all
// once more, so it needs to remember nothing.

import type { ServerResponse } from "node:http";
import type { Observation } from "../../timeline/observation.ts";
import type { LabState } from "../messages.ts";
import type { Lab } from "./lab.ts";
import { offers } from "./state.ts";

/** In one event: a page draws after each. */
const AT_ONCE = 500;
/** What a page may leave unread before it is given up. */
const MOST_UNREAD = 64 * 1024 * 1024;
/** So that a connection that has gone is noticed at both ends. */
const ALIVE_MS = 15_000;

export function openStream(response: ServerResponse, lab: Lab): void {
  response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
  response.on("error", () => undefined); // its page has gone
  const write = (text: string): void => {
    if (response.writableLength > MOST_UNREAD) response.destroy();
    else response.write(text);
  };
  const send = (event: string, data: unknown): void =>
    write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const observed = (observations: readonly Observation[]): void => {
    for (let from = 0; from < observations.length; from += AT_ONCE)
      send("observed", observations.slice(from, from + AT_ONCE));
  };
  const began = (): void => send("began", {});
  write("retry: 500\n\n");
  send("offers", offers);
  began();
  observed(lab.observations);
  send("state", lab.state);
  const changed = (state: LabState): void => {
    send("state", state);
    if (state.phase === "saved") response.end(); // there will be no more
  };
  const stop = lab.listen({ began, observed, changed });
  const alive = setInterval(() => write(": alive\n\n"), ALIVE_MS);
  response.once("close", () => {
    clearInterval(alive);
    stop();
  });
}
