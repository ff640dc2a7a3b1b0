// Who may reach the lab: only who has its address, from its own page; and what is refused says nothing of what there is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Knock, admit } from "../../../src/lab/host/guard.ts";

const door = { port: 4567, secret: "the-secret" };
const HOST = "127.0.0.1:4567";
const ORIGIN = `http://${HOST}`;

const page: Knock = { method: "GET", url: "/the-secret/", headers: { host: HOST } };
const order: Knock = {
  method: "POST",
  url: "/the-secret/orders",
  headers: {
    host: HOST,
    origin: ORIGIN,
    "content-type": "application/json",
    "sec-fetch-site": "same-origin",
  },
};

const withHeaders = (knock: Knock, headers: Knock["headers"]): Knock => ({
  ...knock,
  headers: { ...knock.headers, ...headers },
});
const events: Knock = { ...page, url: "/the-secret/events" };

for (const [what, knock, expected] of [
  ["the page", page, ""],
  ["the page, by the other name of this machine", withHeaders(page, { host: "localhost:4567" }), ""],
  ["the page, by a link on another site", withHeaders(page, { "sec-fetch-site": "cross-site" }), ""],
  ["the script", { ...page, url: "/the-secret/app.js" }, "app.js"],
  ["the script of the terminals", { ...page, url: "/the-secret/screen.js" }, "screen.js"],
  ["the events", withHeaders(events, { "sec-fetch-site": "same-origin" }), "events"],
  ["the events, of a program that is no browser", events, "events"],
  ["an order", order, "orders"],
] as const) {
  test(`let in: ${what}`, () => {
    assert.equal(admit(knock, door), expected);
  });
}

/** A browser leaves out the port that http has by itself. */
test("let in, at port 80: page and order", () => {
  const ownPort = { ...door, port: 80 };
  const host = "127.0.0.1";
  assert.equal(admit(withHeaders(page, { host }), ownPort), "");
  assert.equal(admit(withHeaders(order, { host, origin: `http://${host}` }), ownPort), "orders");
  assert.equal(admit(withHeaders(page, { host: "localhost:80" }), ownPort), "");
  for (const [of, headers] of [
    [page, { host }],
    [order, { host: `${host}:80`, origin: "http://evil.example" }],
  ] as const) {
    const refused = admit(withHeaders(of, headers), of === page ? door : ownPort);
    assert.ok(typeof refused === "object" && refused.status === 403);
  }
});

const without = (knock: Knock, name: string): Knock => {
  const { [name]: _, ...headers } = knock.headers;
  return { ...knock, headers };
};

for (const [what, knock, status] of [
  [
    "a name that resolves to this machine (DNS rebinding)",
    withHeaders(page, { host: "evil.example:4567" }),
    403,
  ],
  ["another port of this machine", withHeaders(page, { host: "127.0.0.1:80" }), 403],
  ["no host", without(page, "host"), 403],
  ["no secret", { ...page, url: "/" }, 404],
  ["a wrong secret", { ...page, url: "/the-secreT/" }, 404],
  ["the beginning of the secret", { ...page, url: "/the-secre/" }, 404],
  ["the secret, and a place that there is not", { ...page, url: "/the-secret/toString" }, 404],
  ["the secret, and a place below another", { ...page, url: "/the-secret/events/" }, 404],
  [
    "the secret without the slash, below which the page looks for its parts",
    { ...page, url: "/the-secret" },
    404,
  ],
  ["a question behind the address", { ...page, url: "/the-secret/events?x" }, 404],
  ["an order with a wrong secret", { ...order, url: "/wrong/orders" }, 404],
  ["an order of a page of another site", withHeaders(order, { origin: "http://evil.example" }), 403],
  ["an order of a page on another port", withHeaders(order, { origin: "http://127.0.0.1:80" }), 403],
  ["an order of a page without an origin (a file, a sandbox)", withHeaders(order, { origin: "null" }), 403],
  ["an order that does not say where it comes from", without(order, "origin"), 403],
  ["an order in a form", withHeaders(order, { "content-type": "text/plain" }), 415],
  ["an order as a question", { ...order, method: "GET" }, 405],
  ["the events, of a page of another site", withHeaders(events, { origin: "http://evil.example" }), 403],
  ["the events, as an image on another site", withHeaders(events, { "sec-fetch-site": "cross-site" }), 403],
  [
    "the script, on another site",
    { ...withHeaders(page, { "sec-fetch-site": "cross-site" }), url: "/the-secret/app.js" },
    403,
  ],
  ["the page, asked for by POST", { ...page, method: "POST" }, 405],
] as const) {
  test(`refused: ${what}`, () => {
    const refused = admit(knock, door);
    assert.ok(typeof refused === "object");
    assert.equal(refused.status, status);
    assert.ok(!refused.why.includes(door.secret));
  });
}
