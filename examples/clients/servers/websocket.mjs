// A WebSocket server that gives back each message.
import { WebSocketServer } from "ws";

const { HOST, PORT } = process.env;
new WebSocketServer({ host: HOST, port: Number(PORT) }).on("connection", (socket) => {
  socket.on("error", console.error);
  socket.on("message", (message) => socket.send(String(message)));
});
