// pg with one Client: each line of its input is a query.
import { createInterface } from "node:readline";
import { Client } from "pg";

const { HOST, PORT } = process.env;
const client = new Client({ host: HOST, port: Number(PORT), user: "postgres", database: "postgres" });
client.on("error", ({ message }) => console.log(`error: ${message}`));
const giveUp = ({ message }) => {
  console.log(`failed: ${message}`);
  process.exit(1);
};
await client.connect().catch(giveUp);
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const { rows } = await client.query(line);
    console.log(`rows: ${JSON.stringify(rows)}`);
  } catch ({ message }) {
    console.log(`failed: ${message}`);
  }
}
