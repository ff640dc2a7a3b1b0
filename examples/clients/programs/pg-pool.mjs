// pg with a Pool: each line of its input is a query.
import { createInterface } from "node:readline";
import { Pool } from "pg";

const { HOST, PORT } = process.env;
const pool = new Pool({ host: HOST, port: Number(PORT), user: "postgres", database: "postgres" });
pool.on("error", ({ message }) => console.log(`idle client: ${message}`));
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const { rows } = await pool.query(line);
    console.log(`rows: ${JSON.stringify(rows)}`);
  } catch ({ message, code }) {
    console.log(`failed: ${message || code}`);
  }
}
