// A client with Node's own tls: passes lines on, and prints what comes back.
import { createInterface } from "node:readline";
import { connect } from "node:tls";

const { HOST, PORT } = process.env;
const socket = connect({ host: HOST, port: Number(PORT), rejectUnauthorized: false }, () =>
  console.log("ready"),
);
socket.on("data", (data) => process.stdout.write(data));
socket.on("error", ({ message, code }) => console.log(`failed: ${code} ${message}`));
socket.on("close", () => console.log("closed"));
createInterface({ input: process.stdin }).on("line", (line) => socket.write(`${line}\n`));
