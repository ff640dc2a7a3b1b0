// ioredis: each line of its input is a command.
import { createInterface } from "node:readline";
import { Redis } from "ioredis";

const { HOST, PORT } = process.env;
const redis = new Redis(Number(PORT), HOST);
redis.once("ready", () => console.log("ready"));
redis.on("error", ({ message }) => console.log(`error: ${message}`));
for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(`reply: ${await redis.call(...line.split(" "))}`);
  } catch ({ message }) {
    console.log(`failed: ${message}`);
  }
}
