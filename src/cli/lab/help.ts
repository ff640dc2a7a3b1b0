// `deadpeer lab --help`.

export const help: string = `
deadpeer lab: an experiment that stays open, in a page in your browser

Usage: deadpeer lab [SECTION] [OPTIONS]
       deadpeer lab --server COMMAND --client COMMAND [OPTIONS]

A real server and a real client on two hosts with a cable between them. In the
page you type to the client, kill, stop and reset, cut the cable and restore it,
and see every segment, both ends' states and what each process sleeps in. Each
section of \`deadpeer list\` can be walked step by step (default 5.12); leave it at
any time, and play.

  --wait-on terminal|both  begin with the first run of the section whose client
                           waits on its terminal alone, or on both its sources
  --server COMMAND         your own server; it finds its place in $HOST and $PORT
  --client COMMAND         your own client, likewise
  --server-on, --client-on terminal|pipes  (default terminal)
  --server-cwd, --client-cwd DIR           where it is started
  --server-env, --client-env NAME=VALUE    may be repeated
  --server-user, --client-user NAME        the user to run it as
  --server-ready PATTERN   the server is ready once it has printed this
  --port PORT              the server's port (default 9877)
  --start-ms MS            how long a program may take to get ready (10,000)
  --sysctl NAME=VALUE      a setting of the hosts' kernels, as for \`run\`
  --network NAME           two-hosts (default), loopback or machine: without a
                           cable its buttons are off
  --page-port PORT         the page's port on 127.0.0.1 (default: any free one)
  --open                   open the page in a browser
  --out DIR                where it is saved (default deadpeer-report)
  --force                  replace files there that are not deadpeer's

Ctrl-C, SIGTERM or "End and save" in the page ends it: what was done is saved as
a run like any other, with index.html, run.json and capture.pcapng. The page's
address has a secret in it: whoever does not know it cannot reach the lab.

Examples:
  deadpeer lab --open
  deadpeer lab 5.14 --open
  deadpeer lab --server 'exec redis-server --port $PORT --protected-mode no' \\
    --client 'exec redis-cli -h $HOST -p $PORT'
`;
