// nats.js: serves a subject, and asks it each line of its input.
import { createInterface } from "node:readline";
import { connect } from "nats";

const { HOST, PORT } = process.env;
const giveUp = ({ message }) => {
  console.log(`failed: ${message}`);
  process.exit(1);
};
const connection = await connect({ servers: `${HOST}:${PORT}` }).catch(giveUp);
connection.subscribe("subject", { callback: (error, message) => message?.respond(message.data) });
connection.closed().then((error) => console.log(`closed: ${error?.message}`));
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const reply = await connection.request("subject", line, { timeout: 2000 });
    console.log(`reply: ${reply.string()}`);
  } catch ({ message }) {
    console.log(`failed: ${message}`);
  }
}
