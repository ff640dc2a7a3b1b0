// Memory outside of the heap of V8: shared between processes (memfd_create(2)), or pages of our own (mmap(2)).

import { allOrNothing } from "./all-or-nothing.ts";
import { close } from "./io.ts";
import { addressOf, check, declare, systemError, errno, viewMemory } from "./libc.ts";

const memfdRaw = declare<(name: string, flags: number) => number>(
  "int memfd_create(const char *name, unsigned int flags)",
);
const ftruncateRaw = declare<(fd: number, length: number) => number>("int ftruncate(int fd, int64_t length)");
const mmapRaw = declare<
  (hint: null, length: number, protection: number, flags: number, fd: number, at: number) => unknown
>("void *mmap(void *addr, size_t length, int prot, int flags, int fd, int64_t offset)");
const munmapRaw = declare<(address: number, length: number) => number>(
  "int munmap(uintptr_t addr, size_t length)",
);

const MFD_CLOEXEC = 1;
const PROT_READ_WRITE = 1 | 2;
const MAP_SHARED = 1;
const MAP_PRIVATE = 2;
const MAP_ANONYMOUS = 0x20;

/** An anonymous file of `length` zero bytes, to be mapped by every process that has the descriptor. */
export function createSharedMemory(name: string, length: number): number {
  return allOrNothing((orElse) => {
    const fd = check(memfdRaw(name, MFD_CLOEXEC), "memfd_create");
    orElse(() => close(fd));
    check(ftruncateRaw(fd, length), "ftruncate");
    return fd;
  });
}

/** Maps the first `length` bytes behind `fd`, shared: what one process writes the others see. */
export function mapShared(fd: number, length: number): Uint8Array {
  return map(length, MAP_SHARED, fd);
}

/** Ends a mapping, which otherwise keeps the file open. No view of it may be used any more. */
export function unmapShared(memory: Uint8Array): void {
  check(munmapRaw(addressOf(memory), memory.length), "munmap");
}

/**
 * Memory of whole pages, which stays where it is. malloc(3) puts a large buffer 16 bytes behind the start of a page, where
 * the kernel's copying (`rep movsb`) takes a quarter longer on some processors (AMD Zen 3). Pages take up memory only once
 * they are written to. They are private: those of a memfd, which are shared, were copied to and from 3 to 5 % more slowly.
 */
export function createPages(length: number): Uint8Array {
  return map(length, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

function map(length: number, flags: number, fd: number): Uint8Array {
  const pointer = mmapRaw(null, length, PROT_READ_WRITE, flags, fd, 0);
  if (pointer === null || pointer === -1n || pointer === 0xffffffffffffffffn)
    throw systemError(errno(), "mmap");
  return viewMemory(pointer, length);
}
