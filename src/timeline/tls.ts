// What a segment's payload shows of TLS (RFC 8446 5.1): that a record begins there, and how long records are. What is in
// them cannot be read.

const CONTENT_TYPES = { from: 20, to: 24 } as const;
const MAJOR_VERSION = 3;
const LATEST_MINOR = 4;

/** @param payload in base64, as a segment has it */
export function isTlsRecord(payload: string): boolean {
  const header = atob(payload.slice(0, 4)); // three bytes
  const [type, major, minor] = [0, 1, 2].map((at) => header.charCodeAt(at)) as [number, number, number];
  return (
    type >= CONTENT_TYPES.from && type <= CONTENT_TYPES.to && major === MAJOR_VERSION && minor <= LATEST_MINOR
  );
}

/**
 * An alert of two bytes, sealed: with its type, and the 16 bytes of the cipher's tag (RFC 8446 5.2, 6). No request is so
 * short.
 */
const SEALED_ALERT = 24;

/**
 * Whether it may be an alert: before TLS 1.3 its type says so, since then its length. `close_notify` asks the other end to
 * close.
 *
 * @param length the segment's, in bytes
 */
export function isTlsAlert(payload: string, length: number): boolean {
  if (!isTlsRecord(payload)) return false;
  const header = atob(payload.slice(0, 8)); // six bytes
  const [type, high, low] = [0, 3, 4].map((at) => header.charCodeAt(at)) as [number, number, number];
  if (type === ALERT) return true;
  // A record may come in pieces, the first of them as short as that.
  const isWhole = HEADER + high * 256 + low <= length;
  return type === APPLICATION_DATA && isWhole && length <= SEALED_ALERT;
}

/** Type, version, and the length of what follows. */
const HEADER = 5;
const ALERT = 21;
const APPLICATION_DATA = 23;

/**
 * How long what is sealed is, record by record, of those that begin in a segment: application data, and since TLS 1.3 the
 * end of the handshake as well. In bytes, with the cipher's tag, without the header. Of a segment of which nothing was kept
 * all that it carries.
 *
 * @param payload as much of it as was kept
 * @param length the segment's, in bytes
 */
export function sealedRecords(payload: string, length: number): readonly number[] {
  if (payload === "") return length > 0 ? [length] : [];
  const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  const found: number[] = [];
  if (!isTlsRecord(payload)) return found; // it goes on with a record
  for (let at = 0; at + HEADER <= bytes.length;) {
    const [type, high, low] = [bytes[at], bytes[at + 3] ?? 0, bytes[at + 4] ?? 0];
    const long = high * 256 + low;
    if (type === APPLICATION_DATA) found.push(long);
    at += HEADER + long;
  }
  return found;
}

/**
 * The client's Finished of TLS 1.3: a header of 4 bytes, a hash of 32 or 48, the record's type and the cipher's tag (RFC
 * 8446 4.4.4, 5.2). It is the first thing that a client seals.
 */
export const FINISHED_BYTES: readonly number[] = [53, 69];

/** Whether a ClientHello offers HTTP/1.1 in its ALPN (RFC 7301 3.1): what is asked then stands for itself each time. */
export function offersHttp(payload: string): boolean {
  return isTlsRecord(payload) && atob(payload).includes("\u0008http/1.1");
}
