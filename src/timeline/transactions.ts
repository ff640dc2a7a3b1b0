// Whether a database's answer says that a transaction is open, and that something was changed in it: what was changed there
// is undone where the connection ends (PostgreSQL, MySQL), or never done (Redis).

export interface TransactionState {
  /** It is open once the answer is there. */
  readonly isOpen: boolean;
  /** The answer is to a change, or, of Redis, to a command that waits for EXEC. */
  readonly isChange: boolean;
}

/** Undefined where the bytes do not say that. */
export type ReadState = (answer: Buffer) => TransactionState | undefined;

/** How the server that begins a connection with these bytes says it. */
export function stateReader(greeting: Buffer): ReadState {
  return isMysqlGreeting(greeting) ? mysqlState : (answer) => postgresState(answer) ?? redisState(answer);
}

/** ReadyForQuery, which ends each answer: `I` idle, `T` in a transaction, `E` in one that has failed. */
// oxlint-disable-next-line no-control-regex -- its length
const READY = /Z\0\0\0\u0005([ITE])$/;
/** CommandComplete, with the command and how many rows it was about. */
const CHANGED = /C\0\0\0[\s\S](?:INSERT \d+|UPDATE|DELETE|MERGE|COPY) [1-9]/;

/** PostgreSQL, Frontend/Backend Protocol, 55.7 Message Formats. */
function postgresState(answer: Buffer): TransactionState | undefined {
  const text = answer.toString("latin1");
  const [, ready] = READY.exec(text) ?? [];
  return ready === undefined ? undefined : { isOpen: ready !== "I", isChange: CHANGED.test(text) };
}

const QUEUED = "+QUEUED\r\n";

/** Redis, Transactions: between MULTI and EXEC each command is queued. */
function redisState(answer: Buffer): TransactionState | undefined {
  const text = answer.toString("latin1");
  if (text.endsWith(QUEUED)) return { isOpen: true, isChange: true };
  return /^[-+:$*]/.test(text) ? { isOpen: false, isChange: false } : undefined;
}

/** HandshakeV10: the first packet of the connection, in which the protocol's number comes first. */
function isMysqlGreeting(greeting: Buffer): boolean {
  if (greeting.length <= HEAD || greeting[3] !== 0 || greeting[HEAD] !== 10) return false;
  return greeting.readUIntLE(0, 3) + HEAD === greeting.length;
}

/** Of a packet: its length in three bytes, and its number. */
const HEAD = 4;
const SERVER_STATUS_IN_TRANS = 1;
const [OK, END] = [0x00, 0xfe];

/** MySQL, Client/Server Protocol: the last packet of an answer is an OK, or an EOF. */
function mysqlState(answer: Buffer): TransactionState | undefined {
  for (let at = 0; at + HEAD < answer.length;) {
    const end = at + HEAD + answer.readUIntLE(at, 3);
    if (end === answer.length) return okState(answer.subarray(at + HEAD));
    at = end;
  }
  return undefined;
}

function okState(packet: Buffer): TransactionState | undefined {
  if (packet[0] === END && packet.length === 5)
    return { isOpen: isInTransaction(packet, 3), isChange: false };
  // What answers COM_STMT_PREPARE begins so, too, and has twelve bytes, the tenth of which is a filler.
  if ((packet[0] !== OK && packet[0] !== END) || (packet.length === 12 && packet[9] === 0)) return undefined;
  const rowsAt = 1;
  const idAt = rowsAt + lengthOfInteger(packet[rowsAt]);
  const statusAt = idAt + lengthOfInteger(packet[idAt]);
  if (statusAt + 2 > packet.length) return undefined;
  return { isOpen: isInTransaction(packet, statusAt), isChange: packet[rowsAt] !== 0 };
}

function isInTransaction(packet: Buffer, statusAt: number): boolean {
  return (packet.readUInt16LE(statusAt) & SERVER_STATUS_IN_TRANS) !== 0;
}

/** int<lenenc>: one byte, or a byte that says in how many more it is. */
function lengthOfInteger(first = 0): number {
  return { 0xfc: 3, 0xfd: 4, 0xfe: 9 }[first] ?? 1;
}
