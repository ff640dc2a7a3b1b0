// What a client asked by itself, as a document keeps it: in numbers, so that another run can be held against it.

/**
 * So many bytes the client had sent on a connection, so many had come before it sent more, and so many of these since it had
 * sent the last; a number that is the same for what begins with the same words; and one each for how its answer begins, and
 * ends (0: not known; both are left out in older documents).
 */
export type AnsweredStep = readonly [
  sent: number,
  came: number,
  since: number,
  words: number,
  begins?: number,
  ends?: number,
];

/**
 * What a client asked by itself: a number of 32 bits for each but `length`, which is in bytes; 0: it cannot be read. `whole`
 * is for all of its words, where it was sent in several segments.
 */
export type AskedThing = readonly [
  words: number,
  begins: number,
  kind: number,
  length: number,
  shape?: number,
  whole?: number,
];
