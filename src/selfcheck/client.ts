// The clients of the self-check, each wrong in one way or right in its own; the argument says which. They use nothing of
// deadpeer. Node reads a socket only while somebody wants its data: one that is paused does not look at it.

import { type Socket, connect } from "node:net";
import { createInterface } from "node:readline";

type Client = (place: Place) => void;

interface Place {
  readonly host: string;
  readonly port: number;
}

const HEARTBEAT_MS = 100;
/** A heartbeat that nobody has answered for so long means the end: soon enough, and too late. */
const PATIENT_MS = 500;
const SLOW_MS = 2000;
const PAUSE_MS = 100;

function open({ host, port }: Place, options: { allowHalfOpen?: boolean } = {}): Socket {
  return connect({ host, port, ...options });
}

function onLine(take: (line: string) => void): void {
  createInterface({ input: process.stdin }).on("line", take);
}

function leave(exitCode: number, message = ""): void {
  if (message !== "") process.stdout.write(`${message}\n`);
  process.exit(exitCode);
}

function stay(): void {
  process.stdin.resume();
}

/** Looks at its socket only once something was typed. */
function uponUse(place: Place, ended: (error: Error) => void): void {
  const socket = open(place).pause();
  socket.on("error", ended).on("end", () => ended(new Error("end of file")));
  socket.on("data", (text) => process.stdout.write(text));
  onLine((line) => {
    socket.write(`${line}\n`);
    socket.resume();
  });
}

/** For an answer, as long as it takes. */
function waiting(place: Place): void {
  const socket = open(place).on("data", (text) => process.stdout.write(text));
  onLine((line) => socket.write(`${line}\n`));
}

function heartbeat(place: Place, limitMs: number): void {
  const socket = open(place);
  socket.setTimeout(limitMs, () => leave(1, "no answer to the heartbeat"));
  socket.once("data", () => process.stdout.write("beats\n"));
  socket.on("data", () => setTimeout(() => socket.write("beat\n"), HEARTBEAT_MS));
  socket.write("beat\n");
}

function reconnecting(place: Place, pauseMs: number): void {
  const socket = open(place).resume();
  const again = (): void => reconnecting(place, pauseMs);
  socket.on("error", () => undefined);
  socket.on("close", () => (pauseMs > 0 ? setTimeout(again, pauseMs) : setImmediate(again)));
}

/** Sends its last line again on a new connection, whether it was answered or not. */
function repeating(place: Place): void {
  let last = "";
  let socket: Socket;
  const begin = (): void => {
    socket = open(place);
    if (last !== "") socket.write(last);
    socket.on("error", () => undefined).on("data", (text) => process.stdout.write(text));
    socket.on("close", () => setTimeout(begin, PAUSE_MS));
  };
  begin();
  onLine((line) => {
    last = `${line}\n`;
    socket.write(last);
  });
}

/** Looks at its socket only once something was typed; what is not answered it sends again on a new one, without a word. */
function retrying(place: Place): void {
  let socket = open(place).pause();
  onLine((line) => {
    const begin = (): void => {
      socket.on("error", () => undefined).on("data", answered);
      socket.on("close", again).resume().write(`${line}\n`);
    };
    const again = (): void => {
      setTimeout(() => {
        socket = open(place);
        begin();
      }, PAUSE_MS);
    };
    const answered = (text: Buffer): void => {
      socket.off("close", again);
      process.stdout.write(text);
    };
    begin();
  });
}

const clients: Readonly<Record<string, Client>> = {
  "never-looks": (place) => {
    open(place).pause();
    stay();
  },
  "slow-heartbeat": (place) => heartbeat(place, SLOW_MS),
  hangs: waiting,
  bears: waiting,
  "gives-up": (place) => {
    const socket = open(place);
    let timer: NodeJS.Timeout | undefined;
    socket.on("data", (text) => {
      clearTimeout(timer);
      process.stdout.write(text);
    });
    onLine((line) => {
      timer = setTimeout(() => leave(1, "timed out"), PATIENT_MS);
      socket.write(`${line}\n`);
    });
  },
  "loses-silently": (place) => uponUse(place, () => leave(0)),
  lies: (place) => {
    const socket = open(place).pause();
    socket.on("error", () => undefined);
    onLine((line) => {
      socket.write(`${line}\n`);
      leave(0, `done: ${line}`);
    });
  },
  "does-it-twice": repeating,
  "retries-silently": retrying,
  leaks: (place) => {
    open(place, { allowHalfOpen: true }).resume();
    stay();
  },
  spins: (place) => {
    const socket = open(place, { allowHalfOpen: true });
    const again = (): void => {
      socket.read();
      setImmediate(again);
    };
    socket.resume().on("end", again);
  },
  storms: (place) => {
    reconnecting(place, 0);
    stay();
  },
  crashes: (place) => {
    open(place).resume();
    stay();
  },
  "reads-fin": (place) => {
    const socket = open(place).resume();
    socket.on("end", () => leave(1, "the server has closed the connection"));
  },
  "reads-rst": (place) => {
    const socket = open(place).resume();
    socket.on("error", ({ message }) => leave(1, `connection lost: ${message}`));
  },
  "reports-on-use": (place) => uponUse(place, ({ message }) => leave(1, `not answered: ${message}`)),
  closes: (place) => {
    open(place)
      .resume()
      .on("error", () => undefined);
    stay();
  },
  heartbeat: (place) => heartbeat(place, PATIENT_MS),
  reconnects: (place) => {
    reconnecting(place, PAUSE_MS);
    stay();
  },
};

const { HOST = "", PORT = "" } = process.env;
clients[process.argv[2] ?? ""]?.({ host: HOST, port: Number(PORT) });
