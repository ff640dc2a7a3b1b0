// MQTT, as far as it is needed to see that a message is the same again: only a flag of its first byte tells that it is.

/** Its session begins with CONNECT, and the protocol's name (MQTT 3.1.1, 3.1.2.1; `MQIsdp` before). */
const CONNECT = /^\x10[\x80-\xff]{0,3}[\x00-\x7f]\x00(?:\x04MQTT|\x06MQIsdp)/; // oxlint-disable-line no-control-regex -- it is binary

/** @param text what the client has sent, a character for each byte, from the first one on */
export function isMqtt(text: string): boolean {
  return CONNECT.test(text);
}

/** Only that: it has begun its session, and asked for nothing yet. */
export function isConnectAlone(text: string): boolean {
  return isMqtt(text) && endOfPacket(text) === text.length;
}

const PUBLISH = 3;
/** Set where the message was sent before (MQTT 3.3.1.1). */
const DUP = 0x08;
/** Of the remaining length, which is written in so many bytes at most, 7 bits in each, the lowest first (MQTT 2.2.3). */
const MOST_DIGITS = 4;

/** Each message as if it were sent for the first time. @param text whole packets, the last of which may be cut */
export function withoutDup(text: string): string {
  let done = "";
  let rest = text;
  while (rest !== "") {
    const end = endOfPacket(rest);
    const first = rest.charCodeAt(0);
    const flags = first >> 4 === PUBLISH ? first & ~DUP : first;
    done += String.fromCharCode(flags) + rest.slice(1, end);
    rest = rest.slice(end);
  }
  return done;
}

function endOfPacket(text: string): number {
  let length = 0;
  for (let i = 1; i <= MOST_DIGITS && i < text.length; i += 1) {
    const digit = text.charCodeAt(i);
    length += (digit & 0x7f) << (7 * (i - 1));
    if (digit < 0x80) return 1 + i + length;
  }
  return text.length;
}
