// `deadpeer idle --help`.

import { DEFAULT_IDLE_MS } from "../../idle/options.ts";

export const help: string = `
deadpeer idle: who closes an idle connection first, by what margin, and what
comes of a request that is sent just then

Usage: deadpeer idle [--server CMD] [--client CMD] [--say TEXT]
       [--expect PATTERN] [OPTIONS]

After an exchange nothing is said, until each end has closed the connection by
itself. The wire holds both ends' FINs, so that neither is told of the other's,
and each is seen at its own time. Where the server is the first, a request is
then sent just as it closes: both are on the wire together, and the verdict is
what the client makes of it.

  --up-to MS                  how long the connection is left idle (default
                              ${DEFAULT_IDLE_MS})
  --expect-first client|server|neither
                              who is to close first
  --expect-verdict TERMS      what is expected of the client at the crossing
                              (default: what a reasonable client does)
  --json                      the result as JSON, on standard output; .document
                              in it is for \`deadpeer report\`

The programs and the exchange: as in \`deadpeer run --help\`
  --server, --client, --server-on, --client-on, --server-cwd, --client-cwd,
  --server-env, --client-env, --server-user, --client-user, --server-ready,
  --ready, --say, --expect, --also, --press, --then, --count, --done-when,
  --missing, --means-done, --means-failed, --connection,
  --control (default at-once), --controls, --port, --start-ms, --limit-ms,
  --sysctl

Exit code 0 if all is known, and as expected; 1 if an expectation failed; 3 if
something could not be observed, or the connection was never idle.

Examples:
  deadpeer idle --server 'exec node server.js' --client 'exec node client.js' \\
    --say /index --expect 200 --expect-first client
  deadpeer idle --server 'exec nginx -c $PWD/nginx.conf' --up-to 80000 \\
    --client 'exec ./client' --say / --expect 200
`;
