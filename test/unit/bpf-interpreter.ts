// A small classic BPF machine, after the paper of McCanne and Jacobson and linux/filter.h: what the kernel does with a
// filter, done here. Only what a packet filter needs: loads, a mask, jumps, returns.

import type { SockFilter } from "../../src/sys/bpf.ts";

const SIZES: Readonly<Record<number, number>> = { 0x00: 4, 0x08: 2, 0x10: 1 };
const ABSOLUTE = 0x20;
const INDIRECT = 0x40;
const IP_HEADER_LENGTH = 0xa0;

const LOAD = 0x00;
const LOAD_X = 0x01;
const AND = 0x54;
const JUMP = 0x05;
const RETURN = 0x06;

interface Registers {
  a: number;
  x: number;
}

/** SKF_AD_OFF + SKF_AD_PROTOCOL: the kernel knows what a frame carries, whether or not there is a header that says so. */
const ETHERTYPE = 0xfffff000;
/** SKF_AD_OFF + SKF_AD_PKTTYPE: what a frame is to the host. */
const PACKET_TYPE = 0xfffff004;

/** How many bytes of the frame are kept: 0 is none, the frame does not pass. A load beyond its end does not pass. */
export function runFilter(
  program: readonly SockFilter[],
  frame: Uint8Array,
  etherType = 0,
  packetType = 0,
): number {
  const registers: Registers = { a: 0, x: 0 };
  for (let at = 0; at < program.length; at += 1) {
    const [code, jumpTrue, jumpFalse, operand] = program[at] as SockFilter;
    const kind = code & 0x07;
    if (kind === RETURN) return operand;
    if (kind === JUMP) at += compare(code, registers.a, operand) ? jumpTrue : jumpFalse;
    else if (code === AND) registers.a &= operand;
    else if (operand === ETHERTYPE) registers.a = etherType;
    else if (operand === PACKET_TYPE) registers.a = packetType;
    else if (!load(code, operand, frame, registers)) return 0;
  }
  throw new Error("the program ran over its end: the kernel would have refused it");
}

function compare(code: number, a: number, operand: number): boolean {
  if (code === 0x15) return a === operand;
  if (code === 0x45) return (a & operand) !== 0;
  throw new Error(`unknown jump 0x${code.toString(16)}`);
}

function load(code: number, operand: number, frame: Uint8Array, registers: Registers): boolean {
  const kind = code & 0x07;
  const mode = code & 0xe0;
  if (kind === LOAD_X && mode === IP_HEADER_LENGTH) {
    const byte = frame[operand];
    if (byte === undefined) return false;
    registers.x = (byte & 0x0f) * 4;
    return true;
  }
  if (kind !== LOAD || (mode !== ABSOLUTE && mode !== INDIRECT))
    throw new Error(`unknown load 0x${code.toString(16)}`);
  const size = SIZES[code & 0x18];
  const at = operand + (mode === INDIRECT ? registers.x : 0);
  if (size === undefined || at + size > frame.length) return false;
  registers.a = frame.subarray(at, at + size).reduce((value, byte) => value * 256 + byte, 0);
  return true;
}
