// Whether a connection is one of HTTP/2, by what its client begins with (RFC 9113 3.4), and what of it is about the
// connection alone.

const PREFACE = "PRI * HTTP/2.0\r\n";
/** What a client begins a connection with (RFC 9113 3.4). */
export const WHOLE_PREFACE: string = `${PREFACE}\r\nSM\r\n\r\n`;

/** @param payload in base64, as a segment has it */
export function isHttp2Preface(payload: string): boolean {
  return atob(payload.slice(0, 24)).startsWith(PREFACE); // 18 bytes
}

/** Length, type, flags, stream (RFC 9113 4.1). */
const HEAD = 9;

/**
 * Whole frames, each about the connection and no stream (SETTINGS, PING, GOAWAY), or of how much may be sent and when
 * (WINDOW_UPDATE, PRIORITY). They ask nothing and answer no request; nor does what a connection begins with.
 */
export function isControlOnly({
  payload,
  length,
}: {
  readonly payload: string;
  readonly length: number;
}): boolean {
  const bytes = atob(payload);
  let at = bytes.startsWith(WHOLE_PREFACE) ? WHOLE_PREFACE.length : 0;
  while (at + HEAD <= bytes.length && isControl(bytes.slice(at, at + HEAD))) at += HEAD + sizeAt(bytes, at);
  return at === length && bytes.length === length && length > 0;
}

const NO_STREAM = "\0\0\0\0";
const [PRIORITY, WINDOW_UPDATE] = [2, 8];

function isControl(head: string): boolean {
  const type = head.charCodeAt(3);
  return head.endsWith(NO_STREAM) || type === WINDOW_UPDATE || type === PRIORITY;
}

function sizeAt(bytes: string, at: number): number {
  return bytes.charCodeAt(at) * 2 ** 16 + bytes.charCodeAt(at + 1) * 2 ** 8 + bytes.charCodeAt(at + 2);
}
