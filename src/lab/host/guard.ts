// Who may come in: the lab starts processes and types to them, so nobody may reach it but whoever was given its address. A
// page of another site, a name that resolves to 127.0.0.1 (DNS rebinding), another user who guesses: all are refused. Pure.

import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** How the lab is reached. */
export interface Door {
  readonly port: number;
  readonly secret: string;
}

export interface Knock {
  readonly method: string;
  /** The path, as it was asked for. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Refusal {
  readonly status: 403 | 404 | 405 | 415;
  readonly why: string;
}

/** What may be asked for, below the secret: with which method. */
const ways: Readonly<Record<string, string>> = {
  "": "GET",
  "app.js": "GET",
  "screen.js": "GET",
  "app.css": "GET",
  events: "GET",
  orders: "POST",
};

export type Way = "" | "app.js" | "screen.js" | "app.css" | "events" | "orders";

/** The one that is asked for, or why it is refused. The order matters: who does not know the secret learns nothing else. */
export function admit({ method, url, headers }: Knock, door: Door): Way | Refusal {
  const host = headers.host ?? "";
  if (!namesOf(door).includes(host)) return { status: 403, why: "this is not the host that you asked for" };
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`)
    return { status: 403, why: "pages of other sites may not do this" };
  const [, secret = "", way, ...rest] = url.split("/");
  if (!isSame(secret, door.secret)) return { status: 404, why: "there is nothing here" };
  if (way === undefined) return { status: 404, why: "the address of the lab ends with a slash" };
  if (rest.length > 0 || !Object.hasOwn(ways, way)) return { status: 404, why: "there is nothing here" };
  if (way !== "" && isFromElsewhere(headers))
    return { status: 403, why: "pages of other sites may not do this" };
  if (method !== ways[way]) return { status: 405, why: `use ${ways[way]}` };
  return way === "orders" ? admitOrder(headers) : (way as Way);
}

/** As a browser puts it in Host and Origin: without the port that http has by itself. */
function namesOf({ port }: Door): string[] {
  const names = ["127.0.0.1", "localhost"];
  return [...names.map((name) => `${name}:${port}`), ...(port === HTTP_PORT ? names : [])];
}

const HTTP_PORT = 80;

/** A form of another page could send text, never JSON without asking first; and a browser says where it comes from. */
function admitOrder(headers: IncomingHttpHeaders): Way | Refusal {
  if (headers.origin === undefined) return { status: 403, why: "an order says from which page it comes" };
  if (headers["content-type"] !== "application/json") return { status: 415, why: "an order is JSON" };
  return "orders";
}

/** What the browser says about who asks (Fetch Metadata); a link to the page itself may stand anywhere. */
function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  return site !== undefined && site !== "same-origin" && site !== "none"; // none: typed by hand
}

/** Takes as long, whatever is guessed. */
function isSame(guess: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(guess), digest(secret));
}
