// Reads what tcpdump(8) printed (-n -tt -S -A): the segments to and from one port.

export interface Captured {
  /** In seconds since the epoch. */
  readonly at: number;
  readonly fromServer: boolean;
  readonly clientPort: number;
  readonly flags: string;
  readonly length: number;
  /** As tcpdump prints it: dots for what is not text. */
  readonly payload: string;
}

/** -A prints these too, a character for each byte: IPv4's, and TCP's with its timestamps. */
const HEADERS = 20 + 32;

const HEAD = /^(\d+\.\d+) IP \S+\.(\d+) > \S+\.(\d+): Flags \[([^\]]*)\].* length (\d+)/;

export function parseCapture(text: string, port: number): readonly Captured[] {
  const segments: (Omit<Captured, "payload"> & { payload: string })[] = [];
  for (const line of text.split("\n")) {
    const [, time, from, to, flags = "", length] = HEAD.exec(line) ?? [];
    const last = segments.at(-1);
    if (time === undefined && last) last.payload += `${line}\n`;
    if (time === undefined) continue;
    const fromServer = Number(from) === port;
    const clientPort = Number(fromServer ? to : from);
    segments.push({ at: Number(time), fromServer, clientPort, flags, length: Number(length), payload: "" });
  }
  return segments.map((segment) => ({
    ...segment,
    payload: segment.length > 0 ? segment.payload.slice(HEADERS) : "",
  }));
}
