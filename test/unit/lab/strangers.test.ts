// Connections to the lab's server that do not show the secret: they get no time, and take nobody's place.

import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, type Socket, connect } from "node:net";
import { type TestContext, test } from "node:test";
import { watchStrangers } from "../../../src/lab/host/strangers.ts";

interface Opened {
  come(): Promise<Socket>;
}

async function open(t: TestContext, patienceMs: number): Promise<Opened> {
  const server = createServer();
  const strangers = watchStrangers(server, patienceMs);
  server.on("request", (request, response) => {
    if (request.url === "/secret") strangers.admit(request.socket);
    response.end("hello");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    async come() {
      const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
      socket.on("error", () => undefined);
      await once(socket, "connect");
      return socket;
    },
  };
}

/** In order, or by an RST. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => void socket.once("close", () => resolve()));

const ask = async (socket: Socket, path: string): Promise<void> => {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await once(socket, "data");
};

test("who says nothing, or is slow about it, is put out; who has shown the secret stays", async (t) => {
  const { come } = await open(t, 100);
  t.mock.timers.enable({ apis: ["setTimeout"] }); // patience ends when this test says so
  const [known, silent, slow, wrong] = [await come(), await come(), await come(), await come()];
  const areGone = Promise.all([silent, slow, wrong].map(closed));
  await ask(known, "/secret");
  slow.write("GET /secret HT");
  await ask(wrong, "/guess"); // it came last, so the server has them all
  t.mock.timers.tick(100);
  await areGone;
  await ask(known, "/secret");
});

test("however many strangers hold connections, the next one is served", async (t) => {
  const { come } = await open(t, 600_000);
  const oldest = await come();
  const isGone = closed(oldest);
  const known = await come();
  await ask(known, "/secret");
  const more = await Promise.all(Array.from({ length: 60 }, come));
  await isGone;
  const late = await come();
  await ask(late, "/secret");
  await ask(known, "/secret");
  for (const each of more) each.destroy();
});
