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
