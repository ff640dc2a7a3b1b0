// A plain TCP proxy on Node's `net`, to be compared with: node node-proxy.js LISTEN_HOST PORT SERVER_HOST

import { connect, createServer } from "node:net";

const [listenHost = "", port = "0", serverHost = ""] = process.argv.slice(2);
createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
  const server = connect({ host: serverHost, port: Number(port), noDelay: true, allowHalfOpen: true });
  client.pipe(server).pipe(client);
  for (const socket of [client, server]) socket.on("error", () => socket.destroy());
}).listen({ host: listenHost, port: Number(port) });
