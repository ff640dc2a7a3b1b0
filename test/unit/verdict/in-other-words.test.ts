// What a client was refused it may ask for again in words that are never the same: a time or a signature in the query, an id
// in the path, the boundary of a form that is made anew for each try.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cameElsewhere } from "../../../src/verdict/asks/done-elsewhere.ts";
import { type Exchange, controlOf, runOf, seenIn } from "../exchanges.ts";

const DONE = `HTTP/1.1 200 OK\r\nContent-Length: 70\r\n\r\n${"y".repeat(70)}`;
let tries = 0;
/** No two are the same. */
const posts = (path: string, answer = DONE): Exchange => {
  const request = `POST ${path}?at=${(tries += 1)} HTTP/1.1\r\nHost: x\r\n\r\n`;
  return [request, answer];
};
const refused = (path: string): Exchange => posts(path, "");

/** As beside a control of three things, one of which was refused here. */
function came(before: readonly Exchange[], since: readonly Exchange[], control: readonly Exchange[]): string {
  const seen = seenIn(runOf(before, since));
  const judged = { ...seen, evidence: { ...seen.evidence, control: controlOf(...control) } };
  const answerBytes = control.reduce((sum, [, answer]) => sum + answer.length, 0);
  return cameElsewhere(judged, { answerBytes, connections: 1 }, 16, false) ?? "nothing";
}

test("who asks for it again in other words, and is answered as often as without the fault, has lost nothing", () => {
  const control = [posts("/jobs"), posts("/jobs"), posts("/jobs")];
  assert.equal(came([posts("/jobs"), refused("/jobs")], [posts("/jobs"), posts("/jobs")], control), "whole");
  assert.equal(
    came([posts("/jobs"), refused("/jobs")], [posts("/jobs")], control),
    "other",
    "one is missing",
  );
  const more = [posts("/jobs"), posts("/jobs"), posts("/jobs")];
  assert.equal(came([posts("/jobs"), refused("/jobs")], more, control), "unsure", "more than as much");
});

test("an id in the path makes no other kind of it; another path does, and it may be another thing", () => {
  const jobs = (id: string): Exchange => posts(`/jobs/${id}`);
  const control = [jobs("0f1c-77"), jobs("a9c2-e1"), jobs("41b7-0d")];
  const [before, since] = [
    [jobs("b1c2-f3"), refused("/jobs/5e6f-d7")],
    [jobs("c7d1-a2"), jobs("99e0-b4")],
  ] as const;
  assert.equal(came(before, since, control), "whole");
  assert.equal(came(before, [posts("/ready"), jobs("99e0-b4")], control), "unsure");
});

test("what a control asks in the same words, and this run not again, is another thing", () => {
  const same = posts("/letters");
  const control = [posts("/jobs"), same, posts("/jobs")];
  assert.equal(came([posts("/jobs"), [same[0], ""]], [posts("/jobs"), posts("/jobs")], control), "other");
});

test("a head may go ahead of its body: what differs at each try is in the body then", () => {
  const bodied = (job: number, isAnswered = true): readonly Exchange[] => {
    const body = `{"job":${job},"at":${(tries += 1) + 1_000_000}}`;
    const head = `POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`;
    return [
      [head, ""],
      [body, isAnswered ? DONE : ""],
    ];
  };
  const control = [1, 2, 3].flatMap((job) => bodied(job));
  const before = [...bodied(1), ...bodied(2, false)];
  assert.notEqual(came(before, [...bodied(2), ...bodied(3)], control), "other", "it asks it again");
  assert.notEqual(came(before, bodied(3), control), "whole", "it goes on with the next");
});

test("where the control has asked more than is kept, nobody knows whether it asks it in the same words", () => {
  const control = Array.from({ length: 1025 }, () => posts("/jobs"));
  const since = control.slice(2).map(() => posts("/jobs"));
  assert.equal(came([posts("/jobs"), refused("/jobs")], [...since, posts("/jobs")], control), "unsure");
});

test("of another protocol than HTTP what begins alike may be a login", () => {
  const asks = (answer = `+OK ${"y".repeat(90)}\r\n`): Exchange => [`DO it ${(tries += 1)}\r\n`, answer];
  const control = [asks(), asks(), asks()];
  assert.equal(came([asks(), asks("")], [asks(), asks()], control), "unsure");
  assert.equal(came([asks(), asks("")], [asks(), asks(), asks()], control), "unsure", "it has begun anew");
});

test("short values may be asked for together by another command, or looked at where they are: that is no other thing", () => {
  const command = (...words: readonly string[]): string =>
    `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;
  const set = (i: number): Exchange => [command("SET", `k:${i}`, `v${i}`), "+OK\r\n"];
  const [one, two, three, four] = [set(1), set(2), set(3), set(4)];
  const control = [one, two, three, four];
  const both: Exchange = [command("MSET", "k:2", "v2", "k:3", "v3"), "+OK\r\n"];
  const look: Exchange = [command("GET", "k:2"), "$2\r\nv2\r\n"];
  const before = [one, [two[0], ""]] as const;
  assert.notEqual(came(before, [both, four], control), "other", "two at once");
  assert.notEqual(came(before, [look, three, four], control), "other", "it asks whether it is there");
  assert.equal(came(before, [three, four], control), "other", "it goes on with the next");
  const post = (path: string, body: string): Exchange => [
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
  ];
  const row = (i: number): Exchange => post("/rows", `{"row":${i}}`);
  const rest: Exchange = post("/rows/bulk", '[{"row":2},{"row":3}]');
  const refusedRow: Exchange = [row(2)[0], ""];
  assert.notEqual(came([row(1), refusedRow], [rest, row(4)], [1, 2, 3, 4].map(row)), "other", "in bulk");
});

test("as much is within sixteen bytes; a tenth less, or more, is unknown", () => {
  const control = [posts("/jobs"), posts("/jobs"), posts("/jobs")];
  const cameWith = (more: number): string => {
    const answer = DONE.padEnd(DONE.length + more, "y").slice(0, DONE.length + more);
    return came([posts("/jobs"), refused("/jobs")], [posts("/jobs"), posts("/jobs", answer)], control);
  };
  assert.deepEqual([16, 17].map(cameWith), ["whole", "unsure"]);
  assert.deepEqual([-16, -17].map(cameWith), ["whole", "unsure"]);
  const least = 3 * DONE.length - 16;
  const tenth = Math.floor(least / 10) + 16;
  assert.deepEqual([-tenth, -tenth - 1].map(cameWith), ["unsure", "other"]);
});

/** Its head goes ahead of its body, and is the same each time. */
const letter = (number: number, body: string, answer = DONE): readonly Exchange[] => [
  [`POST /letters/${number} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`, ""],
  [body, answer],
];

test("the head of one thing, asked again with another body, may be the same thing", () => {
  const all = [1, 2, 3].flatMap((number) => letter(number, `{"text":${number}}`));
  const before = [...letter(1, '{"text":1}'), ...letter(2, '{"text":2}', "")];
  const third = letter(3, '{"text":3}');
  assert.equal(came(before, [...letter(2, '{"again":2'), ...third], all), "unsure");
  assert.equal(came(before, [...third, ...letter(1, '{"text":1}')], all), "other", "those of other things");
});

test("a head that the control sends once is that of one thing, whatever its body", () => {
  const all = [1, 2, 3].flatMap((number) => letter(number, `{"text":${number}}`));
  const before = [...letter(1, '{"text":1}'), ...letter(2, '{"text":2}'), ...letter(3, '{"text":3}', "")];
  assert.equal(came(before, letter(1, '{"text":1}'), all), "other", "it does not ask the last one again");
});

test("of the same kind is what it asks since, and not what it had asked before", () => {
  const asks = (thing: string): Exchange => [`STORE ${thing}\r\n`, "+OK\r\n"];
  const [one, two, three] = [asks("alpha"), asks("bravo"), asks("charly")];
  const before = [asks("my name"), one, [two[0], ""]] as const;
  assert.equal(came(before, [three], [one, two, three]), "other");
});

test("what is never the same makes up for nothing that is always the same, and lacking", () => {
  const page = (number: number, answer = DONE): Exchange => [
    `GET /pages/${number}?size=large HTTP/1.1\r\nHost: x\r\n\r\n`,
    answer,
  ];
  const control = [posts("/jobs"), posts("/jobs"), page(1), page(2), page(3), page(4)];
  const [before, again] = [[posts("/jobs"), refused("/jobs")] as const, posts("/jobs")];
  assert.equal(came(before, [again, page(1), page(2), page(3), page(4)], control), "whole");
  assert.equal(came(before, [again, page(4, DONE.repeat(4))], control), "other", "as much came");
});
