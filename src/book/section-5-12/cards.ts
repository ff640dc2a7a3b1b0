// The steps of UNP 5.12 as cards, for a reader who has not read the book.

import type { Card } from "../../inside/card.ts";
import { lineCard } from "../cards/shared.ts";

const kill: Card = {
  id: "kill",
  title: "Kill the process that serves you",
  todo: "Press “Kill”. It is not the server that ends, only its child that serves this connection.",
  question: {
    text: "The process gets no chance to say goodbye. What reaches the client?",
    choices: ["Nothing", "A FIN (the end, in order)", "An RST (an abort)"],
  },
  after: "fault",
  rules: ["5.12.2a", "5.12.2b", "5.12.2c", "5.12.3"],
  meaning:
    "When a process ends, however it ends, its kernel closes its descriptors. To close a socket means to send a FIN: “I will " +
    "send no more.” (In the drawing it is “F.”.) The client's kernel acknowledges it. That is half of a normal close; no error has " +
    "happened to anybody.",
};

const silence: Card = {
  id: "silence",
  title: "Does the client know?",
  todo: "Look at the client's terminal, and below the drawing at what its process sleeps in. Wait a moment; type nothing.",
  question: { text: "The FIN has arrived. Has the client noticed?", choices: ["Yes", "No"] },
  after: "silence",
  rules: ["5.12.4"],
  meaning:
    "The kernel knows, and nobody has asked it. The client sleeps in a read of its terminal, so it cannot at the same time find " +
    "out what has happened to its socket.",
};

const table: Card = {
  id: "table",
  title: "The table of sockets",
  todo: "Press “Run netstat”, and look at the table of sockets below the drawing.",
  question: {
    text: "One end has sent a FIN, the other has not. In which state is the client's end?",
    choices: ["ESTABLISHED", "CLOSE_WAIT", "closed"],
  },
  after: "table",
  step: "5.12.5",
  rules: ["5.12.5"],
  meaning:
    "CLOSE_WAIT: the other end has closed, and this program has not. Its Recv-Q of 1 is the FIN, which lies there unread. The " +
    "server's end belongs to no process any more; its kernel keeps it in FIN_WAIT2 and waits for the client's FIN.",
};

const another: Card = {
  id: "another",
  title: "Another line",
  todo: "Type a second line to the client, and press Return.",
  question: {
    text: "The server's process is gone. Will TCP send the line, or refuse it?",
    choices: ["It sends it", "It refuses it"],
  },
  after: "second-line",
  rules: ["5.12.6a", "5.12.6b"],
  meaning:
    "A FIN closes one direction only, so the client may go on sending: its write succeeds, and means nothing more than that the " +
    "bytes are in the kernel. The server's kernel has nobody to give them to, and replies with an RST (“R”): this connection does " +
    "not exist. The line is lost.",
};

const reading: Card = {
  id: "reading",
  title: "Which of the two does the client see?",
  todo: "Look at what the client has printed.",
  question: {
    text: "A FIN and an RST have come. Which of the two did the client's read return?",
    choices: ["End of file (the FIN)", "Connection reset (the RST)"],
  },
  after: "second-line",
  rules: ["5.12.7"],
  meaning:
    "After its write the client called read, and the FIN had been waiting there all the time: end of file. It says that the " +
    "server ended too early, and cannot say that your line is lost: it never learns that.",
};

const ended: Card = {
  id: "ended",
  title: "What is left",
  todo: "The client has ended. Look at the states of both ends.",
  after: "client-end",
  rules: ["5.12.8"],
  meaning:
    "The RST has destroyed the connection at both ends: no TIME_WAIT, nothing to clean up. Had the client waited for terminal " +
    "and socket at once, it would have seen the FIN when it came. Begin again with the select() client, and compare.",
};

const notified: Card = {
  id: "notified",
  title: "Does this client know?",
  todo: "Look at the client's terminal, with nothing typed.",
  question: { text: "The FIN has arrived. Has the client noticed?", choices: ["Yes", "No"] },
  after: "fault",
  rules: ["5.12.select"],
  meaning:
    "It waits for its terminal and its socket in one system call, so the FIN wakes it: the socket is readable, and the read " +
    "returns end of file. It has sent nothing that could be lost.",
};

const leftOfBoth: Card = {
  ...ended,
  meaning:
    "The client closed its socket when it ended, so its FIN went to the server: a whole normal close. The end that closed first, " +
    "the server's, stays in TIME_WAIT for a while, so that late segments do not reach another connection.",
};

const serving: Card = {
  id: "serving",
  title: "Does the server still serve?",
  todo: "Press “Connect another client”.",
  question: { text: "Its child was killed. Is the server itself well?", choices: ["Yes", "No"] },
  after: "probe",
  rules: ["5.12/sigchld"],
  meaning:
    "The parent got SIGCHLD, waited for its child, so that no zombie is left, and goes on listening. A further client gets a child " +
    "of its own.",
};

const line: Card = lineCard(["5.12.1"]);

export const cards512: Readonly<Record<"terminal" | "both", readonly Card[]>> = {
  terminal: [line, kill, silence, table, another, reading, ended, serving],
  both: [line, kill, notified, leftOfBoth, serving],
};
