// mysql2 with one connection: each line of its input is a query.
import { createInterface } from "node:readline";
import { createConnection } from "mysql2/promise";

const { HOST, PORT } = process.env;
const giveUp = ({ message }) => {
  console.log(`failed: ${message}`);
  process.exit(1);
};
const connection = await createConnection({ host: HOST, port: Number(PORT), user: "client" }).catch(giveUp);
connection.on("error", ({ message }) => console.log(`error: ${message}`));
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const [rows] = await connection.query(line);
    console.log(`rows: ${JSON.stringify(rows)}`);
  } catch ({ message }) {
    console.log(`failed: ${message}`);
  }
}
