// `deadpeer run --help`.

import { DEFAULTS } from "../../run/options.ts";
import { observerNames } from "../../timeline/words.ts";

export const help: string = `
deadpeer run: make a server die, show what its client does, judge it, save it

Usage: deadpeer run [SCENARIO] [OPTIONS]
       deadpeer run --server CMD --client CMD --fault FAULT [OPTIONS]

SCENARIO is a section of UNIX Network Programming (default 5.12; see
\`deadpeer list\`), or all. With programs of your own and no section it is an
experiment: an exchange, the fault, silence, the exchange again, a verdict.

Programs
  --server CMD, --client CMD  shell commands; their place is in $HOST and $PORT
                              (default: deadpeer's own echo server and client)
  --upstream HOST:PORT        a server that is not yours to kill: a relay is in
                              its place, and dies; it sees a normal close
  --server-on, --client-on terminal|pipes
                              (default: server on pipes, client on a terminal)
  --server-cwd DIR, --server-env NAME=VALUE, --server-user NAME, and the same
                              for the client (a user only as root)
  --wait-on terminal|both     which of deadpeer's own clients

The exchange
  --server-ready PATTERN, --ready PATTERN
                              the server, the client is ready once it has
                              printed this (and listens, or is connected)
  --say TEXT                  a line typed to the client
  --expect PATTERN            text or /regular expression/ that it then prints
  --then                      what follows is for after the fault (default: the
                              same again)
  --count CMD                 at the end: prints how many of the things said the
                              server has taken: what was lost, or done twice

The fault
  --fault FAULT[@MOMENT]      how the server dies, and when (default kill@idle;
                              see \`deadpeer list\`): @accepted, @mid-request:N,
                              @mid-reply:N (of
                              the first, where nothing is said), @crossing
  --kill owner|tree           the process that owns the connection (default), or
                              the whole server
  --connection first|newest|all
                              of a client with several (default first)
  --after stay-down|come-back[:MS]
                              the server is started again (default: stays down)
  --race                      which of FIN, RST and read comes first: 5.12.race

What is expected
  --control after|at-once|none
                              the same without the fault, to know the client's
                              habits: afterwards (default); at the same time,
                              for programs that share no files; or not
  --controls N                so many of them (default 1): for a client that does
                              something at random
  --expect-verdict TERMS      noticed=at-once|on-use,exit!=0,lost=0,told=/gone/
                              (default: what a reasonable client does; none:
                              nothing)

Limits, and where it runs
  --network NAME              loopback: a private one; two-hosts: a host each
                              and a wire between them; machine: its own loopback
                              (default: what is needed)
  --times N                   makes each run N times, and counts what comes out;
                              of programs of your own one after the other, but
                              for those that share no files (--control at-once)
  --port PORT                 the server's port (default ${DEFAULTS.port})
  --watch-ms MS               silence after the fault (default ${DEFAULTS.watchMs})
  --start-ms MS               how long a program may take to get ready
                              (default ${DEFAULTS.startMs})
  --limit-ms MS               how long anything is waited for (default ${DEFAULTS.limitMs})
  --without OBSERVER          leave out an observer (may be repeated):
                              ${observerNames.slice(0, 4).join(", ")},
                              ${observerNames.slice(4).join(", ")}
  --json FILE                 write the document (docs/json.md); - is standard
                              output, and the story goes to standard error
  --out DIR                   where the run is saved (default deadpeer-report)
  --force                     replace files there that are not deadpeer's

Examples:
  deadpeer run
  deadpeer run 5.12 --wait-on both --watch-ms 2000
  deadpeer run all
  deadpeer run --race --times 200
  deadpeer run --server 'exec redis-server --port $PORT --save ""' \\
    --client 'exec redis-cli -p $PORT' --say PING --expect PONG
  deadpeer run --upstream db.example.org:5432 --fault kill@mid-reply:20 \\
    --client 'exec psql -h $HOST -p $PORT app' --say 'select 1;' --expect row
  deadpeer run --server ./server --client ./client --fault host-crash \\
    --expect-verdict 'noticed!=never' --watch-ms 30000
  deadpeer run --json - | jq '.runs[].verdict.noticed'
`;
