// mysql2 with a pool: each line of its input is a query.
import { createInterface } from "node:readline";
import { createPool } from "mysql2/promise";

const { HOST, PORT } = process.env;
const pool = createPool({ host: HOST, port: Number(PORT), user: "client" });
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const [rows] = await pool.query(line);
    console.log(`rows: ${JSON.stringify(rows)}`);
  } catch ({ message, code }) {
    console.log(`failed: ${message || code}`);
  }
}
