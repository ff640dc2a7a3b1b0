// `deadpeer --help`.

export const help: string = `
deadpeer shows what a client does when its server dies: real processes, real
kernel TCP, one exact death.

Usage: deadpeer COMMAND [OPTIONS]

  run [SCENARIO]        run a scenario and show what happens: a section of UNIX
                        Network Programming (default 5.12), or all of them
  lab [SECTION]         an experiment that stays open, in your browser: type,
                        kill, cut the cable, and watch
  serve                 the echo server: a process for each connection
  connect HOST [PORT]   the echo client
  inflict FAULT         inflict one fault on a connection of a running program
  inspect               which running programs will not notice a dead connection
  test                  every client of a configuration against every way to die
  tolerance             how long a fault a client bears, and how soon it notices
                        each death
  drain                 does a server end in order when it is asked to?
  idle                  who closes an idle connection first, and the request
                        that is sent just then
  through               what a proxy between client and server makes of each
                        ending
  init                  write a first configuration for \`deadpeer test\`
  judge FILE            derive statements and verdict again from a saved run
  report FILE...        render saved runs: page, capture, JUnit XML, Markdown
  list                  scenarios, faults and moments
  doctor                what this machine can do, and how to fix what it cannot
  selfcheck             whether the verdicts are right on this machine

See \`deadpeer COMMAND --help\`.

Exit codes: 0 as expected (also where this kernel differs from the book),
  1 an expectation failed, 2 wrong usage, or a program could not be started,
  3 something could not be observed, 130 and 143 after SIGINT and SIGTERM.

Examples:
  deadpeer run                            section 5.12, both clients
  deadpeer run --wait-on both             only the select() client
  deadpeer run 5.14                       the server's host crashes
  deadpeer lab --open                     section 5.12, by your own hands
  deadpeer run all
  deadpeer run --json run.json && deadpeer judge run.json
  deadpeer report before/run.json after/run.json --open
  deadpeer serve & deadpeer connect 127.0.0.1
`;
