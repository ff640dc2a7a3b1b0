// The words of the sections, for somebody who has not met them: those that a text uses are explained beside it. Pure.

export interface Word {
  readonly word: string;
  readonly meaning: string;
}

/** A word as it is written in a text, where that is not the word alone. */
type Entry = readonly [word: string, meaning: string, written?: RegExp];

const ofSystem: readonly Entry[] = [
  [
    "child",
    "A process that another one, its parent, has started. This server starts one for each client.",
    /\b(child(ren)?|parent)\b/,
  ],
  ["descriptor", "The number under which a process knows something that it has open.", /\bdescriptors?\b/],
  [
    "host",
    "A machine, or what looks like one: here client and server each have one of their own.",
    /\bhosts?\b/,
  ],
  ["kernel", "The part of the system that does TCP, for all processes of a host.", /\bkernels?\b/],
  [
    "poll(), select()",
    "System calls with which a process waits for several things at once, such as its terminal and a socket.",
    /\b(poll|select)\(/,
  ],
  [
    "read, write",
    "The system calls with which a process gets bytes, and hands bytes over.",
    /\b(read|write)s?\b/,
  ],
  ["SIGCHLD", "The signal that tells a parent that one of its children has ended."],
  ["SIGKILL", "The signal that ends a process at once, and cannot be caught."],
  [
    "SIGPIPE",
    "The signal for a write to something that nobody can read any more. Ends the process by default.",
  ],
  ["SIGTERM", "The signal that asks a process to end."],
  [
    "wait",
    "The system call (also waitpid) with which a parent asks how its child has ended. With WNOHANG it does not sleep until one has.",
    /\b(waitpid|WNOHANG|\(wait\)|has waited for|waits for it)/,
  ],
  ["zombie", "What is left of a process that has ended, until its parent has asked how.", /\bzombies?\b/],
];

const ofConnection: readonly Entry[] = [
  ["ACK", "An acknowledgment: “everything before this byte has come”.", /\b(ACK|acknowledg\w+)\b/],
  [
    "ARP",
    "How a host asks which link address (of a network card) another host has, before it can send to it.",
  ],
  ["FIN", "The segment that says: “I will send no more.”", /\bFINs?\b/],
  [
    "to half-close",
    "To close only the direction in which one sends: shutdown() with SHUT_WR.",
    /half-close|shutdown\(/i,
  ],
  [
    "RST",
    "The segment that says: “this connection does not exist”, or no longer. Nothing more comes after it.",
  ],
  ["segment", "What TCP sends at once: a few numbers, and perhaps data.", /\bsegments?\b/],
  [
    "socket",
    "A program's end of a connection; or, with LISTEN, where connections can be made.",
    /\bsockets?\b/,
  ],
  ["SYN", "The segment with which each end begins a connection."],
];

const ofTable: readonly Entry[] = [
  ["netstat", "The program that lists the sockets of a host."],
  ["Recv-Q", "How much has come that the program has not read. A FIN counts as 1."],
  ["Send-Q", "How much was sent that the other end has not acknowledged."],
  ["CLOSE_WAIT", "The state of an end that has got a FIN, and has not closed itself."],
  ["ESTABLISHED", "The state in which both ends can send."],
  [
    "FIN_WAIT1, FIN_WAIT2",
    "The states of an end that has sent its FIN: not acknowledged yet, and acknowledged.",
    /\bFIN_WAIT[12]\b/,
  ],
  ["LISTEN", "The state of a server's socket to which clients can connect."],
  ["TIME_WAIT", "The state of the end that closed first: it remembers the connection for a while."],
];

const ofEnds: readonly Entry[] = [
  ["ECONNRESET", "“Connection reset by peer”: an RST has come."],
  ["EHOSTUNREACH", "“No route to host”: nobody knows how the host is to be reached."],
  [
    "end of file",
    "What a read returns after a FIN: there is no more to come, and nothing is wrong.",
    /end of file/i,
  ],
  ["EPIPE", "“Broken pipe”: the connection to which was written is gone."],
  ["ETIMEDOUT", "“Connection timed out”: nobody has acknowledged what was sent."],
  [
    "SO_KEEPALIVE",
    "A setting of a socket: the kernel asks from time to time whether the other end is there.",
  ],
  [
    "str_cli",
    "The book's name for the part of the client that reads lines, sends them and prints the replies.",
  ],
  [
    "tcp_retries2",
    "A setting of the kernel: how often it sends again what nobody acknowledges, before it gives up.",
  ],
  ["TCP_USER_TIMEOUT", "A setting of a socket: for how long what was sent may stay unacknowledged."],
];

const ofBook: readonly Entry[] = [
  ["RFC", "A document that says how the Internet works: RFC 9293 is TCP's."],
  ["UNP", "The book “UNIX Network Programming” by W. Richard Stevens. The numbers (5.12) are its sections."],
];

const entries: readonly Entry[] = [...ofBook, ...ofConnection, ...ofEnds, ...ofTable, ...ofSystem];

const order = new Intl.Collator("en");

/** Those that a text uses, in the order of a dictionary. */
export function wordsIn(text: string): Word[] {
  return entries
    .filter(([word, , written = new RegExp(`\\b${word}\\b`)]) => written.test(text))
    .map(([word, meaning]) => ({ word, meaning }))
    .toSorted((one, other) => order.compare(one.word, other.word));
}
