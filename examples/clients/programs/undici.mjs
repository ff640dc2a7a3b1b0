// undici and its own pool of connections: each line of its input is a path.
import { createInterface } from "node:readline";
import { request } from "undici";

const { HOST, PORT } = process.env;
for await (const path of createInterface({ input: process.stdin })) {
  try {
    const { statusCode, body } = await request(`http://${HOST}:${PORT}${path}`);
    await body.dump();
    console.log(`status: ${statusCode}`);
  } catch ({ message, code }) {
    console.log(`failed: ${code} ${message}`);
  }
}
