// `deadpeer run --help`.

import { DEFAULTS } from "../../run/options.ts";
import { observerNames } from "../../timeline/words.ts";

export const help: string = `
deadpeer run: make a server die, show what its client does, judge it, save it

Usage: deadpeer run [SCENARIO] [OPTIONS]
       deadpeer run --server CMD --client CMD --fault FAULT [OPTIONS]
       deadpeer run STORY.(ts|js|yaml|json) [--times N] [--json FILE]
                    [--out DIR] [--force]

SCENARIO is a section of UNIX Network Programming (default 5.12; see
\`deadpeer list\`), or all. Your own programs and no section make an
experiment: an exchange, the fault, silence, the exchange again, a verdict.
STORY is a file that gives these steps itself, with several faults one after
the other: each is judged (docs/stories.md).

Programs
  --server CMD, --client CMD  shell commands; the server's address is in $HOST
                              and $PORT (default: deadpeer's own echo programs)
  --upstream HOST:PORT        for a server you cannot kill: a relay stands in
                              for it and dies; the server itself sees a normal
                              close
  --server-on, --client-on terminal|pipes
                              (default: server on pipes, client on a terminal)
  --server-cwd DIR, --server-env NAME=VALUE, --server-user NAME
                              and the same for the client (another user:
                              as root, or with subordinate ids)
  --through CMD               a proxy between the two: it listens on $HOST and
                              $PORT, connects to $SERVER_HOST and $SERVER_PORT;
                              the same is run without it, too
  --wait-on terminal|both     which of deadpeer's own clients

The exchange
  --server-ready PATTERN, --ready PATTERN
                              the server (client) is ready once it has printed
                              this, and listens (is connected)
  --say TEXT                  a line typed to the client
  --expect PATTERN            text or /regular expression/ that it should print
  --also CMD                  somebody else does something to the server then,
                              and is waited for: not the client's doing
  --press KEY                 a key at the client's terminal: ctrl-c, ctrl-d,
                              enter, escape, up ...; end-of-input also on pipes
  --then                      the options that follow are the exchange after the
                              fault (default: the same again)
  --count CMD                 prints how many requests the server has processed;
                              run before and after, it shows what was lost, or
                              done twice
  --done-when PATTERN         instead: the server prints this once for each
                              thing that it has done
  --missing CMD               prints how many of the things that the client was
                              to do the server does not have (in the control:
                              0); run at the end, with what the server has
                              printed on its standard input: so many were
                              lost, and lost=0 is expected
  --means-done PATTERN, --means-failed PATTERN
                              what the client prints of a thing said that means
                              that it is done, or has failed (default: --expect,
                              its exit code, something new that it prints)

The fault
  --fault FAULT[@MOMENT]      how the server dies, and when (default kill@idle;
                              see \`deadpeer list\`): @accepted, @mid-request:N,
                              @mid-reply:N (without --say: of the first request
                              or reply), @answered, @request:/PATTERN/,
                              @reply:/PATTERN/, @printed:/PATTERN/, @crossing
                              refuse, swallow, mute and full-queue are there
                              before the client comes; outage:MS, pause:MS,
                              stall:MS and slow:RATE the server survives, and
                              a good client bears them
  --kill owner|tree           the process that owns the connection (default), or
                              the whole server
  --connection first|newest|all
                              which, if the client has several (default first)
  --after stay-down|come-back[:MS]
                              whether the server is started again (default: no)
  --after mute|full-queue|swallow[:MS]
                              it is started again, and from the fault on serves
                              nobody who connects: it never accepts; Linux drops
                              the SYN; the SYN is lost
  --then-server CMD           another server takes the address, on a host of its
                              own, 100 ms (--after come-back:MS) after the fault
  --fault-command CMD         a command is the fault: CLIENT KILL,
                              pg_terminate_backend; it has $CLIENT_ADDRESS,
                              $CLIENT_PORT and $SERVER_PID, too
  --race                      run 5.12.race: which of FIN, RST and read is first

What is expected
  --control after|at-once|none
                              a run without the fault, to learn the client's
                              habits: afterwards (default); at the same time
                              (for programs that share no files); or none
  --controls N                how many of these (default 1): more for a client
                              that does not do the same each time
  --expect-verdict TERMS      noticed=at-once|on-use,exit!=0,lost=0,told=/gone/
                              (default: what a reasonable client does; none to
                              expect nothing)

Limits, and where it runs
  --network NAME              loopback: a private one; two-hosts: one host each,
                              and a wire between them; machine: this machine's
                              own loopback (default: whichever is needed)
  --times N                   repeat each run N times and count the outcomes;
                              your own programs run one at a time, unless they
                              share no files (--control at-once)
  --port PORT                 the server's port (default ${DEFAULTS.port})
  --watch-ms MS               how long to watch after the fault (default ${DEFAULTS.watchMs})
  --start-ms MS               how long a program may take to get ready
                              (default ${DEFAULTS.startMs})
  --limit-ms MS               longest wait for an observation (default ${DEFAULTS.limitMs})
  --sysctl [HOST:]NAME=VALUE  a setting of the hosts' kernels (may be repeated):
                              net.ipv4.tcp_retries2=3 on both, or with client:
                              or server: before it on one
  --without OBSERVER          turn an observer off (may be repeated):
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
