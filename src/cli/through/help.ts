// `deadpeer through --help`.

import { THROUGH_WATCH_MS } from "../../run/through-options.ts";

export const help: string = `
deadpeer through: what a proxy between client and server makes of each ending

Usage: deadpeer through --through CMD [--server CMD] [--client CMD]
       [--say TEXT] [--expect PATTERN] [OPTIONS]

Each ending is made twice, with the proxy between client and server and without.
The segments on both sides of the proxy show what was sent and what reached the
other end: is it the same? And what does the client make of it?

  --through CMD               shell command of the proxy, in the foreground, on
                              the client's host: it listens on $HOST and $PORT,
                              and connects to $SERVER_HOST and $SERVER_PORT
  --endings LIST              which, separated by commas (default: all):
                              fin                the server closes
                              rst                the server aborts
                              server-half-close  the server sends its FIN, and
                                                 still reads
                              client-half-close  the client does
                              silence            the server's host is gone
                              refusal            nothing listens there
  --expect-through TERMS      fin=keeps,rst=keeps|turns; what is left out is to
                              be kept; none: nothing is expected
                              keeps    the same reached the other end
                              turns    an RST for a FIN, or a FIN for an RST
                              closes   of half a close, the other half as well
                              answers  it said something of its own
                              eats     nothing reached the other end before it
                                       was used again
                              makes-up an ending where nothing was sent
                              covers   nothing reached the client, and its data
                                       is acknowledged for a host that is gone
  --watch-ms MS               how long each ending is watched (default ${THROUGH_WATCH_MS})
  --json                      the result as JSON, on standard output

The programs and the exchange: as in \`deadpeer run --help\`
  --server, --client, --server-on, --client-on, --server-cwd, --client-cwd,
  --server-env, --client-env, --server-user, --client-user, --server-ready,
  --ready, --say, --expect, --also, --press, --then, --count, --control (default
  at-once), --controls, --port, --start-ms, --limit-ms, --sysctl

Exit code 0 if everything is as expected, 1 if something is not, 2 if the proxy
never listens, 3 if something could not be observed.

Examples:
  deadpeer through --through 'exec haproxy -f haproxy.cfg'
  deadpeer through --endings client-half-close --through 'exec socat \\
    TCP-LISTEN:$PORT,bind=$HOST,fork TCP:$SERVER_HOST:$SERVER_PORT'
`;
