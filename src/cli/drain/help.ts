// `deadpeer drain --help`.

import { DRAIN_DEFAULTS } from "../../run/drain.ts";

export const help: string = `
deadpeer drain: does a server end in order when it is asked to?

Usage: deadpeer drain --server CMD --client CMD --say TEXT --expect PATTERN
       [OPTIONS]

Several clients do the exchange. Then one of them says it again, and while that
request is under way, and the other connections are idle, the server is asked to
end. Is the request finished? Are idle connections closed by a FIN? Is a new one
refused? Is there no RST, and nothing done twice? Does it end, and when?

  --ask CMD                   what asks the server (default: SIGTERM to its
                              first process, whose pid is in $PID for the
                              command)
  --idle N                    further clients, each with an idle connection
                              (default ${DRAIN_DEFAULTS.idle}; 0 for none)
  --mid-request BYTES         so many bytes of the request have arrived when it
                              is asked, and the rest comes once it has begun to
                              end (default: the whole request; it must take the
                              server longer than a moment)
  --up-to MS                  how long it may take to answer, and to end
                              (default ${DRAIN_DEFAULTS.upToMs})
  --count CMD                 prints how many requests were done, from a log:
                              run before, and after the server's end
  --json                      the result as JSON, on standard output

The programs and the exchange: as in \`deadpeer run --help\`
  --server, --client, --server-on, --client-on, --server-cwd, --client-cwd,
  --server-env, --client-env, --server-user, --client-user, --server-ready,
  --ready, --say, --expect, --also, --press, --then, --port, --start-ms,
  --sysctl
  (idle clients are started on pipes)

Exit code 0 if everything holds, 1 if something differs, 3 if something could
not be observed.

Examples:
  deadpeer drain --server 'exec node server.js' --client 'exec node client.js' \\
    --say /slow --expect 200
  deadpeer drain --server 'exec nginx -p $PWD -c nginx.conf' \\
    --ask 'kill -QUIT $PID' --client 'exec ./client' --say /slow --expect 200
`;
