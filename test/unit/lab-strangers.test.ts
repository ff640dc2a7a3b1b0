// Connections to the lab's server that do not show the secret: they get no time, and take nobody's place.

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, type Socket, connect } from "node:net";
import { type TestContext, test } from "node:test";
import { watchStrangers } from "../../src/lab/host/strangers.ts";

interface Opened {
  readonly server: Server;
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
    server,
    async come() {
      const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
      socket.on("error", () => undefined);
      await once(socket, "connect");
      return socket;
    },
  };
}

const ask = async (socket: Socket, path: string): Promise<void> => {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await once(socket, "data");
};

test("who says nothing, or is slow about it, is put out; who has shown the secret stays", async (t) => {
  const { come } = await open(t, 100);
  const known = await come();
  await ask(known, "/secret");
  const [silent, slow, wrong] = [await come(), await come(), await come()];
  slow.write("GET /secret HT");
  await ask(wrong, "/guess");
  await Promise.all([silent, slow, wrong].map((each) => once(each, "close")));
  await ask(known, "/secret");
});

test("however many strangers hold connections, the next one is served", async (t) => {
  const { come } = await open(t, 600_000);
  const oldest = await come();
  const isGone = once(oldest, "close");
  const known = await come();
  await ask(known, "/secret");
  const more = await Promise.all(Array.from({ length: 60 }, come));
  await isGone;
  const late = await come();
  await ask(late, "/secret");
  await ask(known, "/secret");
  for (const each of more) each.destroy();
});
