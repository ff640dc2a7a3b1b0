// The web server of the lab: bound to 127.0.0.1, behind a secret. Events go out as a stream (Server-Sent Events) and orders
// come in as POST: that needs no library, a browser connects again by itself, and both pass one guard.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { failure } from "../../failure.ts";
import { readOrder } from "../orders.ts";
import type { PageOrder } from "../messages.ts";
import { type Door, type Way, admit } from "./guard.ts";
import type { Lab } from "./lab.ts";
import { openStream } from "./stream.ts";
import { type Strangers, watchStrangers } from "./strangers.ts";

export interface Web {
  /** With the secret. */
  readonly address: string;
  /** Resolves when somebody has opened the page. */
  readonly visited: Promise<void>;
  close(): Promise<void>;
}

/** Of an order, in bytes: a line of a terminal fits. */
const LONGEST_ORDER = 64 * 1024;
const VISITED = "visited";
/** How long a page may take to read that it is over. */
const LAST_MS = 500;
/** Browsers with the page open, their requests, and strangers. */
const MOST_CONNECTIONS = 400;

/** @param port 0: any that is free */
export async function openWeb(lab: () => Lab, port: number): Promise<Web> {
  const secret = randomBytes(24).toString("base64url");
  const server = createServer();
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, port);
  const door: Door = { secret, port: (server.address() as AddressInfo).port };
  const visited = once(server, VISITED).then(() => undefined);
  const strangers = watchStrangers(server);
  server.on("request", (request, response) => {
    serve(request, response, door, lab, strangers)
      .then((way) => way === "events" && server.emit(VISITED))
      .catch(() => response.destroy());
  });
  // No WebSockets.
  server.on("upgrade", (_, socket) => {
    socket.on("error", () => undefined);
    socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
  });
  return {
    visited,
    address: `http://127.0.0.1:${door.port}/${secret}/`,
    async close() {
      const closed = once(server, "close");
      server.close(); // idle connections too; what is being sent may still be sent
      const late = setTimeout(() => server.closeAllConnections(), LAST_MS);
      await closed;
      clearTimeout(late);
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  const ready = once(server, "listening"); // rejects with the error
  server.listen(port, "127.0.0.1");
  await ready.catch((error: NodeJS.ErrnoException) => {
    const remedy =
      error.code === "EADDRINUSE"
        ? "Another program listens there: choose another --page-port, or leave it out."
        : "Choose another --page-port, or leave it out.";
    throw failure(
      2,
      `The page cannot be at port ${port} of 127.0.0.1: ${error.code ?? error.message}.`,
      remedy,
    );
  });
}

/** The page may load what is here, show nothing of others, be shown by nobody, and say nobody its address. */
const headers: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** Returns what was asked for, and given. */
async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  door: Door,
  lab: () => Lab,
  strangers: Strangers,
): Promise<Way | undefined> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const { method = "", url = "" } = request;
  const way = admit({ method, url, headers: request.headers }, door);
  if (typeof way === "object") {
    refuse(response, way.status, way.why);
    return undefined;
  }
  strangers.admit(request.socket);
  if (way === "events") openStream(response, lab());
  else if (way === "orders") await takeOrder(request, response, lab());
  else {
    const { type, text } = assets[way]();
    response.setHeader("Content-Type", type);
    response.end(text);
  }
  return way;
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { "Content-Type": "text/plain", Connection: "close" });
  response.end(`Refused: ${why}.\n`);
}

async function takeOrder(request: IncomingMessage, response: ServerResponse, lab: Lab): Promise<void> {
  const order = readPageOrder(await readBody(request));
  if (order === undefined) return refuse(response, 403, "this is not an order of the lab");
  lab.order(order);
  response.writeHead(204);
  response.end();
}

/** Undefined for one that is too long, or ends early. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  let body = "";
  try {
    for await (const piece of request.setEncoding("utf8")) {
      body += String(piece);
      if (body.length > LONGEST_ORDER) return undefined;
    }
    return body;
  } catch {
    return undefined;
  }
}

function readPageOrder(body: string | undefined): PageOrder | undefined {
  try {
    const given: unknown = JSON.parse(body ?? "");
    if (typeof given !== "object" || given === null) return undefined;
    const { do: what, walk } = given as Readonly<Record<string, unknown>>;
    if (what !== "again") return readOrder(given);
    return typeof walk === "string" ? { do: "again", walk } : { do: "again" };
  } catch {
    return undefined;
  }
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>deadpeer lab</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="app.css">
<script type="module" src="app.js"></script>
</head>
<body>
<div id="app"></div>
<noscript>The lab needs JavaScript: it draws what happens while it happens.</noscript>
</body>
</html>
`;

function readAsset(name: string): string {
  return readFileSync(new URL(`../page/${name}`, import.meta.url), "utf8");
}

type Asset = () => { readonly type: string; readonly text: string };

const script = (name: string) => (): ReturnType<Asset> => ({
  type: "text/javascript; charset=utf-8",
  text: readAsset(name),
});

const assets: Readonly<Record<Exclude<Way, "events" | "orders">, Asset>> = {
  "": () => ({ type: "text/html; charset=utf-8", text: PAGE }),
  "app.js": script("app.js"),
  "screen.js": script("screen.js"),
  "app.css": () => ({ type: "text/css; charset=utf-8", text: readAsset("app.css") }),
};
