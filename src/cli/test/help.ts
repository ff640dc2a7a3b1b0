// The help of `deadpeer test`.

import { reporterNames } from "./options.ts";

export const help: string = `
deadpeer test: every client of a configuration against every way to die

Usage: deadpeer test [FILTER...] [options]

Runs the cases of deadpeer.config.ts (.js, .json, .yaml; \`deadpeer init\` writes
a first one), several at a time, each in a network of its own. A case is a
client and a way to die: psql/kill@idle. What is not as expected is run again,
alone, after the rest: what then passes is \`contended\`.

Which cases
  FILTER              text that the case's id contains, or a pattern with *
  --client NAME       only this client (again for more, * for any text)
  --fault FAULT       only this fault: kill, kill@idle
  --story NAME        only this story
  --through NAME      only through this proxy (none: only without one)
  --last-failed       only those that were not as expected the last time
  --shard I/N         only the Ith of N parts (default: as Kubernetes, Bazel,
                      GitLab, Buildkite, CircleCI and others say)
  --durations DIR     earlier results, so that the parts take equally long
  --list              print the ids, and run nothing

How they are run
  --config FILE       default: deadpeer.config.* here or in a folder above
  --selfcheck         not a configuration's cases, but those of
                      \`deadpeer selfcheck\` (results: deadpeer-selfcheck)
  --workers N         how many at a time (default: two for each processor)
  --times K           each case K times: it passes if it does each time
  --retries N         rerun, alone, up to N more times what failed alone as
                      well (default: 0); what then passes is \`contended\`, too
  --bail              begin no other case once one has failed

What counts as failed
  --known FILE        known failures (default: deadpeer.known.json): fails only
                      what is worse, and what is better is \`stale\`, and fails
  --update-known      write them anew, with the reasons that are there
  --baseline FILE     record what fails now, if the file is not there; else fail
                      only what is worse
  --fail-on-contended exit code 1 for contended cases too

What comes out
  --out DIR           results (default: deadpeer-results): results.jsonl, and
                      for each case a folder: document, page, capture
  --compare OLD       say what has changed since earlier results (a directory,
                      or its results.jsonl); the exit code stays as it is
  --force             replace a results.jsonl that is not deadpeer's
  --reporter NAME[=FILE]
                      ${reporterNames.join(", ")}
                      (default: list); again for more

Exit code 0 if all is as expected, 1 if a case failed or is stale, 3 if one
could not be observed or all were skipped, 2 for a mistake in the configuration,
130 after Ctrl-C.

Examples:
  deadpeer test
  deadpeer test psql --fault kill
  deadpeer test --reporter list --reporter junit=junit.xml
`;
