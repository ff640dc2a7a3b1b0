// A plain echo server on Node's `net`, a program of its own to be compared with: node node-echo.js PORT

import { createServer } from "node:net";

createServer((socket) => {
  socket.on("error", () => socket.destroy());
  socket.pipe(socket);
}).listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });
