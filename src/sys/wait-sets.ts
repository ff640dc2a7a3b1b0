// The sets of descriptors that programs wait on, decoded: struct pollfd[], fd_set, and an epoll descriptor's fdinfo.

/** A descriptor, and what is waited for; left out where it is read from, or the call says nothing of it. */
export interface Waited {
  readonly fd: number;
  readonly reads?: false;
  /** Only with `reads: false`: not written to either. Errors are always reported (poll(2)). */
  readonly writes?: false;
  /** Only of epoll: the file itself. A descriptor's number may have been used again since it was added (epoll(7)). */
  readonly inode?: number;
  /** EPOLLET: reported once for each event, whether or not it was then read. */
  readonly edge?: true;
}

/** struct pollfd[]: a negative descriptor is passed over by the kernel, and here (poll(2)). */
export function pollSet(memory: Uint8Array): Waited[] {
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  return Array.from({ length: Math.floor(memory.length / 8) }, (_, i) =>
    withEvents(view.getInt32(i * 8, true), view.getInt16(i * 8 + 4, true)),
  ).filter(({ fd }) => fd >= 0);
}

/** POLLIN, POLLPRI, POLLRDNORM and POLLRDHUP, which epoll(7) has too: who asks for none of them is not told of a FIN. */
const READING = 0x0001 | 0x0002 | 0x0040 | 0x2000;
/** POLLOUT, POLLWRNORM. */
const WRITING = 0x0004 | 0x0100;
const EPOLLET = 0x80000000;

function withEvents(fd: number, events: number): Waited {
  if ((events & READING) !== 0) return { fd };
  return (events & WRITING) === 0 ? { fd, reads: false, writes: false } : { fd, reads: false };
}

/** fd_set: one bit for each descriptor below `count`. */
export function selectSet(memory: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, fd) => fd).filter(
    (fd) => ((memory[fd >> 3] ?? 0) >> (fd & 7)) & 1,
  );
}

/** The `tfd:` lines of an epoll descriptor's fdinfo, which come in no order. */
export function epollSet(fdinfo: string): Waited[] {
  return [...fdinfo.matchAll(/^tfd:\s*(\d+)\s+events:\s*([0-9a-f]+)(?:.*\sino:([0-9a-f]+))?/gm)]
    .map(([, fd, hex = "0", inode]) => {
      const events = Number.parseInt(hex, 16);
      return {
        ...withEvents(Number(fd), events),
        ...(inode !== undefined && { inode: Number.parseInt(inode, 16) }),
        ...((events & EPOLLET) !== 0 && { edge: true as const }),
      };
    })
    .sort((one, other) => one.fd - other.fd);
}
