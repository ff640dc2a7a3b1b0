// The steps of UNP 5.12 as cards, for a reader who has not read the book.

import type { Card } from "../../inside/card.ts";
import { lineCard } from "../cards/shared.ts";

const kill: Card = {
  id: "kill",
  title: "Kill the process that serves you",
  todo: "Press “Kill”. It is not the whole server that ends, only the process that serves this connection, a child of the server.",
  does: ["kill"],
  question: {
    text: "The process gets no chance to say goodbye. What reaches the client?",
    choices: ["Nothing", "A FIN (an orderly end)", "An RST (an abort)"],
    right: "A FIN (an orderly end)",
  },
  after: "fault",
  rules: ["5.12.2a", "5.12.2b", "5.12.2c", "5.12.3"],
  meaning:
    "When a process ends, however it ends, its kernel closes everything that it had open. To close a socket means to send a FIN: “I " +
    "will send no more.” (In the drawing it is “F.”.) The client's kernel acknowledges it. That is the first half of a normal close: " +
    "nobody has seen an error.",
};

const silence: Card = {
  id: "silence",
  title: "Does the client know?",
  todo: "Type nothing, and wait a moment. Look at the client's terminal, and below the drawing at what its process is doing.",
  question: { text: "The FIN has arrived. Has the client noticed?", choices: ["Yes", "No"], right: "No" },
  after: "silence",
  rules: ["5.12.2b", "5.12.4"],
  meaning:
    "The client's kernel knows, but the client has not asked it. It is asleep in a read of its terminal, so it cannot find out at the " +
    "same time what has happened to its socket.",
};

const table: Card = {
  id: "table",
  title: "The table of sockets",
  todo: "Press “Run netstat”, and look at the table of sockets below the drawing: at the row that says “client”.",
  question: {
    text: "The client's end has 1 in Recv-Q: something has come that the client has not read. What is it?",
    choices: ["A byte of data", "The FIN", "An error"],
    right: "The FIN",
  },
  after: "table",
  step: "5.12.5",
  rules: ["5.12.5"],
  meaning:
    "CLOSE_WAIT: the other end has closed, and this program has not. The server has sent no more data, so the 1 in Recv-Q is the FIN, " +
    "which nobody has read. The server's end belongs to no process any more; its kernel keeps it in FIN_WAIT2, and waits for the " +
    "client's FIN.",
};

const another: Card = {
  id: "another",
  title: "Another line",
  todo: "Type a second line to the client, and press Return.",
  question: {
    text: "The server's process is gone. Will TCP send the line, or refuse it?",
    choices: ["It sends it", "It refuses it"],
    right: "It sends it",
  },
  after: "second-line",
  rules: ["5.12.6a", "5.12.6b"],
  meaning:
    "A FIN closes one direction only, so the client may go on sending: its write succeeds, which only means that its kernel has the " +
    "bytes. The server's kernel has no process to give them to, and replies with an RST (“R” in the drawing): this connection does " +
    "not exist. The line is lost.",
};

const reading: Card = {
  id: "reading",
  title: "Which of the two does the client see?",
  todo: "Look at what the client has printed.",
  question: {
    text: "A FIN and an RST have come. Which of the two did the client's read return?",
    choices: ["End of file (the FIN)", "Connection reset (the RST)"],
    right: "End of file (the FIN)",
  },
  after: "second-line",
  rules: ["5.12.7"],
  meaning:
    "After its write the client called read, and the FIN had been there all the time: the read returned end of file. So the client " +
    "prints that the server ended too early (“str_cli” is what the book calls this part of the client). It cannot print that your " +
    "line is lost: it never learns that.",
};

const ended: Card = {
  id: "ended",
  title: "What is left",
  todo: "The client has ended. Look below the drawing at the table of sockets, and at the states of both ends.",
  after: "client-end",
  rules: ["5.12.8"],
  meaning:
    "The RST has destroyed the connection at both ends: nothing is left of it. Had the client waited for its terminal and its socket at " +
    "the same time, it would have seen the FIN when it came. The select() client does: when you have seen the last step, press “Begin " +
    "it” below it, and compare.",
};

const notified: Card = {
  id: "notified",
  title: "Does this client know?",
  todo: "Type nothing, and look at the client's terminal.",
  question: { text: "The FIN has arrived. Has the client noticed?", choices: ["Yes", "No"], right: "Yes" },
  after: "fault",
  rules: ["5.12.2b", "5.12.select"],
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
  question: {
    text: "One of its processes was killed. Can the server still serve others?",
    choices: ["Yes", "No"],
    right: "Yes",
  },
  after: "probe",
  rules: ["5.12/sigchld"],
  meaning:
    "A signal (SIGCHLD) told the server's first process that its child had ended, and it asked how (wait), so the child is not left as " +
    "a zombie. It goes on listening, and a new client gets a child of its own.",
};

const line: Card = lineCard(["5.12.1"]);

export const cards512: Readonly<Record<"terminal" | "both", readonly Card[]>> = {
  terminal: [line, kill, silence, table, another, reading, ended, serving],
  both: [line, kill, notified, leftOfBoth, serving],
};
