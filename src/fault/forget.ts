// `forget`: what stands between the hosts (a NAT, a load balancer, a firewall) forgets the connection, as after its idle
// time-out. Nothing of it passes any more, in either direction; nobody dies, and new connections pass.

import { type Fault, type Means, hostOf } from "./fault.ts";
import { SILENT } from "./reasonable.ts";

export const forget: Fault = {
  name: "forget",
  summary: "a router forgets the connection: nothing of it passes any more, and new ones do",
  doneBy: "the wire drops all of the connection",
  needsTwoHosts: true,
  expects: { endings: ["silence"], wire: ["lose"] },
  reasonable: SILENT,
  cutsReply: true,
  endsConnectionOnly: true,
  describe: () =>
    "a router between the hosts forgets the connection, and drops what comes of it; nobody dies",
  inflict: (means) => forgetConnection(means, false),
};

/** @param isAnswered who sends something gets an RST */
export async function forgetConnection(means: Means, isAnswered: boolean): Promise<void> {
  const { connection } = means;
  if (connection === undefined) throw new Error("there is no connection");
  await hostOf(means).wire.forgetConnection(connection.client.port, isAnswered);
}
