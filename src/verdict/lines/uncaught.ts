// Errors that nobody has caught: what the runtimes of the usual languages print of them, and the line of it that names the
// cause.

/** Only together with an exit code that is not 0. */
const TRACES: readonly RegExp[] = [
  /Unhandled '?error'? event|Uncaught|UnhandledPromiseRejection|^Node\.js v\d/m, // Node, Deno, PHP
  /^panic: |^fatal error: .*\n+(?:goroutine|runtime)/m, // Go
  /panicked at/, // Rust
  /^Exception in thread "/m, // Java, Kotlin, Scala
  /^[^\s:][^:\n]*:\d+:in [`'][^'\n]+': .*(?:\([\w:]+\)|unhandled exception)/m, // Ruby
  /^Unhandled exception[.:]/im, // .NET, Dart
  /^terminate called /m, // C++
  /^\*\* \([\w.]+\) /m, // Elixir
  /^stack traceback:/m, // Lua
];

/** Python: its exit code is 1 then; with another one a script ends that has caught it, and logged it with its trace. */
const TRACEBACK = /^Traceback \(most recent call last\)/m;
const OF_PYTHON = 1;

/** perl -e die: the last it prints, since a warning looks the same (perldoc -f die). */
const DIED = / at \S+ line \d+(?:, <[^>]*> (?:line|chunk) \d+)?\.$/;

/** It makes the errno the exit code, or 255; with 1 (EPERM) a script ends that has caught it, and reports it itself. */
const REPORTED = 1;

/** Whether this is what a runtime prints that ends for an error. */
export function isUncaught(text: string, exitCode?: number): boolean {
  if (TRACEBACK.test(text) && (exitCode ?? OF_PYTHON) === OF_PYTHON) return true;
  if (TRACES.some((trace) => trace.test(text))) return true;
  if (exitCode === REPORTED) return false;
  const last = text.trimEnd().split("\n").at(-1) ?? "";
  return DIED.test(last);
}

/** A frame of a trace: of JavaScript, Java, .NET. (What is told has no blanks before it.) */
const FRAME = /^\s*at \S+.*[:(]/;

/** The line that names the cause: the first, except in a trace. */
export function causeIn(text: string): string {
  const lines = text.split(/\r?\n/);
  const first = lines[0] ?? "";
  if (!isUncaught(text)) return first;
  return (afterTraceback(lines) ?? beforeFrames(lines) ?? afterPanic(lines) ?? what(lines) ?? first).trim();
}

/** Python: behind the frames of the last traceback, the error by its name. */
function afterTraceback(lines: readonly string[]): string | undefined {
  const at = lines.findLastIndex((line) => line.startsWith("Traceback (most recent call last)"));
  return at < 0 ? undefined : lines.slice(at + 1).findLast((line) => /^[A-Za-z_][\w.]*(?:: .*)?$/.test(line));
}

/** The line above the first frame: the error and its message. */
function beforeFrames(lines: readonly string[]): string | undefined {
  const at = lines.findIndex((line) => FRAME.test(line));
  return at <= 0
    ? undefined
    : lines.slice(0, at).findLast((line) => /\S/.test(line) && !/^\s*[\^~]+$/.test(line));
}

/** Rust has the message on a line of its own. */
function afterPanic(lines: readonly string[]): string | undefined {
  const at = lines.findIndex((line) => /panicked at .*:$/.test(line));
  return at < 0 ? undefined : lines[at + 1];
}

/** C++: what() of the exception. */
function what(lines: readonly string[]): string | undefined {
  return lines.find((line) => /^\s*what\(\): /.test(line));
}
