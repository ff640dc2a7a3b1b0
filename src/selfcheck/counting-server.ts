// The server of the client that does it twice: it writes down each line that it takes in the file named by its argument, and
// returns the line.

import { appendFileSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

const { HOST, PORT } = process.env;
const file = process.argv[2] ?? "";

const server = createServer((socket) => {
  socket.on("error", () => undefined);
  createInterface({ input: socket }).on("line", (line) => {
    appendFileSync(file, `${line}\n`);
    socket.write(`${line}\n`);
  });
});
server.listen(Number(PORT), HOST);
