// `deadpeer tolerance --help`.

import { DEFAULT_AT_ONCE, DEFAULT_UP_TO_MS, deaths, lastingFaults } from "../../tolerance/options.ts";
import { wrap } from "../../report/terminal.ts";

const INDENT = 30;
const names = (list: readonly string[]): string =>
  wrap(`${list.join(", ")}`, 80 - INDENT)
    .map((line) => " ".repeat(INDENT) + line)
    .join("\n");

export const help: string = `
deadpeer tolerance: how long a fault a client bears, and how soon it notices
each death

Usage: deadpeer tolerance [--client CMD] [--server CMD] [OPTIONS]

By bisection, several runs at the same time: the longest stall and the longest
outage that the client bears, and the shortest of each in which it gives up on a
server that lives. And how long it takes to notice each death, with nothing
said to it. What a run cannot decide is unknown, and never an end of an
interval.

What is measured
  --up-to MS                  the longest fault that is tried, and how long each
                              death is watched (default ${DEFAULT_UP_TO_MS})
  --bear FAULT,...            faults that last for a time (default stall,outage;
                              none for none of them):
${names(lastingFaults)}
  --death FAULT,...           (default: all; none for none of them):
${names(deaths)}
  --at-once N                 runs under way at the same time (default: three
                              for each processor, here ${DEFAULT_AT_ONCE})

What is expected
  --expect-bears FAULT:MS     it bears at least so much (may be repeated)
  --expect-notices FAULT:MS   it notices within so much, with nothing said to it

The programs and the exchange: as in \`deadpeer run --help\`
  --server, --client, --upstream, --server-on, --client-on, --server-cwd,
  --client-cwd, --server-env, --client-env, --server-user, --client-user,
  --server-ready, --ready, --say, --expect, --also, --press, --then, --count,
  --missing, --kill, --connection, --control (default at-once), --controls,
  --port, --start-ms, --limit-ms, --sysctl
  Programs that share files (a database's directory): --at-once 1
  --control after

  --json                      the result as JSON, on standard output

Exit code 0 if all is known, and as expected; 1 if an expectation failed; 3 if
something could not be observed.

Examples:
  deadpeer tolerance --server 'exec redis-server --port $PORT --save ""' \\
    --client 'exec ./my-client' --say PING --expect PONG
  deadpeer tolerance --client 'exec ./my-client' --say hi --expect hi \\
    --up-to 30000 --expect-bears outage:5000 --expect-notices kill:1000
`;
