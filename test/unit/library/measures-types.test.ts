// What measures a client, as a user of TypeScript sees it: compiled against dist's declarations.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type DrainOptions,
  type DrainOwnOptions,
  type Drained,
  type Endurance,
  type IdleEnd,
  type IdleOptions,
  type IdleTimes,
  type Idleness,
  type Noticing,
  type Passage,
  type PassageWord,
  type Sent,
  type Through,
  type ThroughOptions,
  type ThroughOwnOptions,
  type Tolerance,
  type ToleranceOptions,
  type ToleranceSearch,
  type Try,
  isFailure,
  measureDrain,
  measureIdle,
  measureThrough,
  measureTolerance,
  noticedWords,
  passageWords,
  sentWords,
} from "deadpeer";

// Never called: what compiles is what is tested.

export async function useTolerance(client: string): Promise<readonly string[]> {
  const search: ToleranceSearch = { upToMs: 5000, lasting: ["stall"], deaths: ["kill"], atOnce: 2 };
  const options: ToleranceOptions = { client, exchange: [{ say: "PING" }], ...search };
  const { endurance, noticing }: Tolerance = await measureTolerance(options);
  const why = (tries: readonly Try[]): string => tries.map((each) => each.why).join();
  return [
    ...endurance.map(({ borneMs, notBorneMs, tries }: Endurance) => `${borneMs} ${notBorneMs} ${why(tries)}`),
    ...noticing.map(({ noticed, afterMs }: Noticing) => `${noticedWords[noticed]} ${afterMs}`),
  ];
}

export async function useIdle(options: IdleOptions): Promise<number | undefined> {
  const { run, crossing, isMissing, ...times }: Idleness = await measureIdle(options);
  const { first, server, client, marginMs }: IdleTimes = times;
  const ends: readonly IdleEnd[] = [server, client];
  const verdict = "run" in crossing ? crossing.run.verdict.grade : crossing.notMade;
  console.log(
    run.title,
    first,
    ends.map(({ closesMs, watchedMs }) => closesMs ?? watchedMs),
    verdict,
  );
  return isMissing ? undefined : marginMs;
}

export async function useDrain(own: DrainOwnOptions): Promise<readonly string[]> {
  const options: DrainOptions = { exchange: [{ say: "PING" }], ...own };
  const { statements, observations }: Drained = await measureDrain(options);
  return [...statements.map(({ id, outcome }) => `${id} ${outcome}`), String(observations.length)];
}

export async function useThrough(own: ThroughOwnOptions): Promise<readonly string[]> {
  const endings: readonly Sent[] = ["fin", "client-half-close"];
  const options: ThroughOptions = { ...own, exchange: [{ say: "PING" }], endings, watchMs: 2000 };
  const results: readonly Through[] = await measureThrough(options);
  const inWords = ({ word, afterNs }: Passage): string => `${passageWords[word]} ${afterNs}`;
  return results.map(({ ending, passage }) => `${sentWords[ending]} ${inWords(passage)}`);
}
export const kept: PassageWord = "keeps";

test("measureThrough: what is chosen by deadpeer cannot be given, and there must be a proxy", async () => {
  for (const [wrong, says] of [
    [{}, /^There is no proxy/],
    [{ through: "cat", fault: "kill" }, /^fault is chosen by deadpeer/],
    [{ through: "cat", connection: "all" }, /^connection is chosen by deadpeer/],
    [{ through: "cat", endings: ["death"] }, /^Unknown ending "death"/],
    [{ through: "cat", endings: [] }, /^endings is empty/],
    [{ through: "cat", nothing: 1 }, /has no option nothing/],
  ] as const)
    await assert.rejects(
      measureThrough(wrong as unknown as ThroughOptions),
      (error) => isFailure(error) && error.exitCode === 2 && says.test(error.message),
      JSON.stringify(wrong),
    );
});

test("measureDrain: what is chosen by deadpeer cannot be given, and something must be said", async () => {
  for (const [wrong, says] of [
    [{ exchange: [{ say: "a" }], fault: "kill" }, /^fault is not for a server/],
    [{ exchange: [{ say: "a" }], control: "none" }, /^control is not for a server/],
    [{ exchange: [{ say: "a" }], server: "cat", doneWhen: "b" }, /^doneWhen is not for a server/],
    [{ exchange: [{ say: "a" }], server: "cat", meansDone: "b" }, /^meansDone is not for a server/],
    [{ exchange: [{ say: "a" }], thenServer: "cat" }, /^thenServer is not for a server/],
    [{ exchange: [{ say: "a" }], idle: -1 }, /^idle is a whole number from 0 to 50/],
    [{ client: "cat" }, /^Nothing is said/],
  ] as const)
    await assert.rejects(
      measureDrain(wrong as DrainOptions),
      (error) => isFailure(error) && error.exitCode === 2 && says.test(error.message),
      JSON.stringify(wrong),
    );
});

test("measureIdle: what is chosen by deadpeer cannot be given", async () => {
  for (const [wrong, says] of [
    [{ fault: "kill" }, /^fault is chosen by deadpeer/],
    [{ thenServer: "cat" }, /^thenServer is chosen by deadpeer/],
    [{ upToMs: 1 }, /^upToMs is a whole number from 100 to/],
    [{ nothing: 1 }, /has no option nothing/],
  ] as const)
    await assert.rejects(
      measureIdle(wrong as IdleOptions),
      (error) => isFailure(error) && error.exitCode === 2 && says.test(error.message),
      JSON.stringify(wrong),
    );
});

test("measureTolerance: what is chosen for each run cannot be given, nor what is no option", async () => {
  for (const [wrong, says] of [
    [{ fault: "kill" }, /^fault is chosen for each run/],
    [{ thenServer: "cat", lasting: [] }, /^thenServer is chosen for each run/],
    [{ faultCommand: "true" }, /^faultCommand is chosen for each run/],
    [{ meansDone: "OK" }, /^meansDone says what a client believes/],
    [{ upToMs: 1 }, /^upToMs is a whole number from 100 to/],
    [{ deaths: ["outage"] }, /^Unknown death "outage"/],
    [{ lasting: [], deaths: [] }, /^Nothing is to be measured/],
    [{ clientOn: "screen" }, /^clientOn is one of/],
    [{ nothing: 1 }, /has no option nothing/],
  ] as const)
    await assert.rejects(
      measureTolerance(wrong as ToleranceOptions),
      (error) => isFailure(error) && error.exitCode === 2 && says.test(error.message),
      JSON.stringify(wrong),
    );
});
