// ws: each line of its input is a message.
import { createInterface } from "node:readline";
import { WebSocket } from "ws";

const { HOST, PORT } = process.env;
const socket = new WebSocket(`ws://${HOST}:${PORT}`);
socket.on("open", () => {
  console.log("open");
  createInterface({ input: process.stdin }).on("line", (line) => {
    socket.send(line, (error) => error && console.log(`failed: ${error.message}`));
  });
});
socket.on("message", (message) => console.log(`message: ${message}`));
socket.on("error", ({ message }) => console.log(`error: ${message}`));
socket.on("close", (code) => console.log(`close: ${code}`));
