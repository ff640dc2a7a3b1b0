// `outage`: the cable is out for a time and in again, in both directions or in one. Both hosts live, and their connections
// survive if nobody gives them up: what was lost meanwhile is sent again (RFC 9293 3.8.1).

import type { Direction } from "../tcp/endpoint.ts";
import { LASTS } from "./amount.ts";
import { type TakesAmount, hostOf } from "./fault.ts";
import { BEARS } from "./reasonable.ts";

export const outage: TakesAmount = {
  ...outageOf("outage", "Outage", "the cable is out for MS milliseconds, and in again"),
  isInDefaultTolerance: true,
};

export const outageToClient: TakesAmount = outageOf(
  "outage-to-client",
  "Outage to the client",
  "for MS milliseconds what the server sends is lost, and what the client sends arrives",
  "server->client",
);

export const outageToServer: TakesAmount = outageOf(
  "outage-to-server",
  "Outage to the server",
  "for MS milliseconds what the client sends is lost, and what the server sends arrives",
  "client->server",
);

function outageOf(name: string, button: string, summary: string, direction?: Direction): TakesAmount {
  return {
    name,
    summary,
    button,
    doneBy: "the wire is cut and restored",
    amount: LASTS,
    needsTwoHosts: true,
    expects: { endings: ["silence"], wire: ["cut", "restore"], lives: true },
    reasonable: BEARS,
    cutsReply: true,
    describe: (_, amount) =>
      `the cable is out${direction === undefined ? "" : `, ${direction},`} for ${amount} ms; nobody dies`,
    async inflict(means) {
      const { wire } = hostOf(means);
      await wire.cut(direction);
      return async () => {
        await wire.restore(direction);
        return "the outage is over";
      };
    },
  };
}
