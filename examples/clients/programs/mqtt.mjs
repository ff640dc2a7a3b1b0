// mqtt.js: subscribes to a topic, and publishes each line of its input to it.
import { createInterface } from "node:readline";
import { connectAsync } from "mqtt";

const { HOST, PORT } = process.env;
const giveUp = ({ message }) => {
  console.log(`failed: ${message}`);
  process.exit(1);
};
const client = await connectAsync(`mqtt://${HOST}:${PORT}`).catch(giveUp);
client.on("message", (topic, message) => console.log(`message: ${message}`));
client.on("error", ({ message }) => console.log(`error: ${message}`));
client.on("close", () => console.log("close"));
await client.subscribeAsync("topic");
console.log("subscribed");
for await (const line of createInterface({ input: process.stdin })) {
  try {
    await client.publishAsync("topic", line, { qos: 1 });
    console.log("published");
  } catch ({ message }) {
    console.log(`failed: ${message}`);
  }
}
