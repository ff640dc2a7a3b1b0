// Whether a connection is one of HTTP/2, by what its client begins with (RFC 9113 3.4).

const PREFACE = "PRI * HTTP/2.0\r\n";

/** @param payload in base64, as a segment has it */
export function isHttp2Preface(payload: string): boolean {
  return atob(payload.slice(0, 24)).startsWith(PREFACE); // 18 bytes
}
