// node-redis: each line of its input is a command.
import { createInterface } from "node:readline";
import { createClient } from "@redis/client";

const { HOST, PORT } = process.env;
const redis = createClient({ url: `redis://${HOST}:${PORT}` });
redis.once("ready", () => console.log("ready"));
redis.on("error", ({ message }) => console.log(`error: ${message}`));
await redis.connect();
for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(`reply: ${await redis.sendCommand(line.split(" "))}`);
  } catch ({ message }) {
    console.log(`failed: ${message}`);
  }
}
