// fetch, as Node has it: each line of its input is a path.
import { createInterface } from "node:readline";

const { HOST, PORT } = process.env;
for await (const path of createInterface({ input: process.stdin })) {
  try {
    const response = await fetch(`http://${HOST}:${PORT}${path}`);
    await response.text();
    console.log(`status: ${response.status}`);
  } catch (error) {
    console.log(`failed: ${error.message}: ${error.cause?.message}`);
  }
}
