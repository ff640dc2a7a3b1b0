// Node's own http with an Agent that keeps connections: each line of its input is a path.
import { Agent, get } from "node:http";
import { createInterface } from "node:readline";

const { HOST, PORT } = process.env;
const agent = new Agent({ keepAlive: true });
createInterface({ input: process.stdin }).on("line", (path) => {
  const request = get({ agent, host: HOST, port: PORT, path }, (response) => {
    response.on("error", ({ message }) => console.log(`failed: ${message}`));
    response.on("end", () => console.log(`status: ${response.statusCode}`));
    response.resume();
  });
  request.on("error", ({ message, code }) => console.log(`failed: ${code} ${message}`));
});
