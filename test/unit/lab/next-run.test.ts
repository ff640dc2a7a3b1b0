// Runs of the lab one after the other: what was asked for last, to begin again or to end, is what comes after a run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openLab } from "../../../src/lab/host/lab.ts";
import type { LabRequest, OneRun, RunListener, Who } from "../../../src/lab/host/one-run.ts";
import { firstWalk } from "../../../src/lab/walks.ts";
import { checkRunOptions } from "../../../src/run/check-options.ts";
import { connection } from "../made-up.ts";

const WALK: Who = firstWalk("5.12")?.id ?? "";
const OTHER: Who = firstWalk("5.14")?.id ?? "";

interface MadeUp {
  /** The runs that were begun. */
  readonly begun: readonly Who[];
  /** What the last of them was ordered. */
  readonly orders: readonly string[];
  /** The last of them is over. @param idle clients to which nothing happened */
  over(idle?: readonly number[]): void;
  /** In the last of them its client is connected. */
  connected(): void;
  /** In the last of them something could not be done. */
  refused(why: string): void;
}

function open(): MadeUp & { readonly lab: ReturnType<typeof openLab> } {
  const [begun, orders]: [Who[], string[]] = [[], []];
  let over: (idle: readonly number[]) => void = () => undefined;
  let to: RunListener | undefined;
  const begin = (who: Who, _: LabRequest, listener: RunListener): OneRun => {
    to = listener;
    begun.push(who);
    orders.length = 0;
    return {
      server: "",
      title: "",
      where: () => ({ network: undefined, observers: [] }),
      observations: [],
      clients: [],
      order: (order) => void orders.push(order.do),
      ready: Promise.resolve(),
      made: new Promise((resolve) => (over = (idle) => resolve({ records: [], idle }))),
    };
  };
  const request: LabRequest = checkRunOptions({});
  return {
    lab: openLab(WALK, request, begin),
    begun,
    orders,
    over: (idle = []) => over(idle),
    connected: () => to?.changed({ id: 1, atNs: 1, kind: "connection", ...connection }),
    refused: (why) => to?.reported(why),
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("who begins again gets another run, once, however often it is asked for", async () => {
  const { lab, begun, orders, over } = open();
  lab.order({ do: "again", walk: OTHER });
  lab.order({ do: "again", walk: WALK });
  assert.deepEqual(orders, ["finish"]);
  over();
  await settled();
  assert.deepEqual(begun, [WALK, OTHER]);
});

test("what is to end while the run before the next is ending ends, and no other run begins", async () => {
  const { lab, begun, orders, over } = open();
  lab.order({ do: "again" });
  lab.order({ do: "finish" });
  assert.deepEqual(orders, ["finish"]);
  over();
  await settled();
  assert.deepEqual(begun, [WALK]);
  assert.deepEqual(await lab.finished, { runs: [], unsaved: [] });
});

test("what is ending for good does not begin again", async () => {
  const { lab, begun, over } = open();
  lab.order({ do: "finish" });
  lab.order({ do: "again" });
  over();
  await settled();
  assert.deepEqual(begun, [WALK]);
});

test("a run in which nothing happened is not saved, and that is said", async () => {
  const { lab, over } = open();
  lab.order({ do: "again" });
  over([1]);
  await settled();
  assert.match(lab.state.notes.at(-1) ?? "", /Not saved, since nothing happened: run 1\./);
  lab.order({ do: "finish" });
  over([1]);
  assert.deepEqual((await lab.finished).unsaved, ["run 1", "run 2"]);
});

test("why something was refused is said until something else is pressed, and not in the next run", async () => {
  const { lab, connected, refused, over } = open();
  const said = (): string | undefined => lab.state.notes.at(-1);
  connected();
  refused("It cannot be done.");
  lab.order({ do: "say", text: "a line" });
  assert.equal(said(), "It cannot be done.");
  lab.order({ do: "look" });
  assert.equal(said(), undefined);
  refused("Nor this.");
  lab.order({ do: "again" });
  over();
  await settled();
  assert.equal(said(), undefined);
});
