// By how much the same answer may be shorter another time.

/** The length of a signature, or of a number. */
export const SLACK_BYTES = 16;
const SLACK_PART = 1 / 5;

/** In bytes. Where little is said, little is missing: of three answers of five bytes the third. */
export function slackOf(bytes: number): number {
  return Math.min(SLACK_BYTES, bytes * SLACK_PART);
}
