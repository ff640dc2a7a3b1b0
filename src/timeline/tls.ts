// Whether a segment's payload begins with a TLS record (RFC 8446 5.1): what is in it cannot be read.

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
