// A pool of two connections to redis, as its documentation wants it: each line of the input is a key that is incremented.
import { createInterface } from "node:readline";
import { createClientPool } from "@redis/client";

const { HOST, PORT } = process.env;
const pool = createClientPool({ socket: { host: HOST, port: Number(PORT) } }, { minimum: 2, maximum: 2 });
pool.on("error", (error) => console.log(`the pool: ${error.message}`));
await pool.connect();
console.log("ready");
createInterface({ input: process.stdin }).on("line", (key) => {
  pool.incr(key).then(
    (value) => console.log(`${key} is ${value}`),
    (error) => console.log(`${key} failed: ${error.message || error.code}`),
  );
});
