// `deadpeer init`: writes a first configuration.

import { lstatSync } from "node:fs";
import { basename, dirname, extname, relative } from "node:path";
import { writeLines } from "../report/write.ts";
import { listOf, text } from "../run/option-checks.ts";
import { exchangeInput } from "../run/option-table.ts";
import { configsIn } from "../suite/find-config.ts";
import { type FirstConfig, writeConfig } from "../suite/first-config.ts";
import { readExchange } from "./run/experiment-options.ts";
import { chooseFile } from "./shared/places.ts";
import {
  type Given,
  type Values,
  onCommandLine,
  parseCommand,
  usageError,
  wholeNumber,
} from "./shared/usage.ts";
import { saveAll } from "./shared/save.ts";
import { replaceFile, writeToStream } from "./shared/write-file.ts";

export const help: string = `
deadpeer init: write a first configuration for \`deadpeer test\`

Usage: deadpeer init [--client CMD] [--server CMD] [--say TEXT]
       [--expect PATTERN] [--port N] [--config FILE]

  --client CMD   shell command of your client, which finds the server in $HOST
                 and $PORT (default deadpeer's own echo client)
  --server CMD   shell command of your server, likewise (default deadpeer's own
                 echo server)
  --say TEXT, --expect PATTERN
                 a line that is typed to the client, and what it prints then
                 (text, or /regular expression/); may be repeated. With nothing
                 said to it, a client need not use its connection
  --port N       the server's port (default 9877)
  --config FILE  what to write: .ts, .mts, .js or .mjs (default
                 deadpeer.config.ts)
  --force        replace a file that is there

In single quotes, so that your shell leaves $HOST and $PORT as they are.

Examples:
  deadpeer init
  deadpeer init --client 'exec redis-cli -h $HOST -p $PORT' \\
    --server 'exec redis-server --port $PORT' --say PING --expect PONG
`;

const EXTENSIONS: ReadonlySet<string> = new Set([".ts", ".mts", ".js", ".mjs"]);
const DEFAULT_FILE = "deadpeer.config.ts";

const options = {
  client: { type: "string" },
  server: { type: "string" },
  say: { type: "string", multiple: true },
  expect: { type: "string", multiple: true },
  port: { type: "string" },
  config: { type: "string" },
  force: { type: "boolean" },
} as const;

const NOTHING_SAID: readonly string[] = [
  "Nothing is said to your client, so it need not use its connection: --say and",
  "--expect change that, or `exchange` in the file.",
];

export async function main(args: readonly string[]): Promise<number> {
  const { values, given } = parseCommand("init", args, options, 0);
  const file = values.config ?? DEFAULT_FILE;
  const first = readFirst(values, given);
  const content = writeConfig(first);
  if (!EXTENSIONS.has(extname(file)))
    throw usageError(
      `Cannot write a configuration named ${file || '""'}.`,
      "It ends in .ts, .mts, .js or .mjs.",
    );
  const { path, isStream } = chooseFile("config", file);
  if (values.force !== true) refuseTaken(file);
  refuseSecond(file);
  await saveAll([{ path, write: () => (isStream ? writeToStream : replaceFile)(path, content) }]);
  const isDefault = relative(".", file) === DEFAULT_FILE;
  writeLines(process.stdout, [
    ...(first.client !== undefined && first.exchange === undefined ? NOTHING_SAID : []),
    `Wrote ${file}. Next: npx deadpeer test${isDefault ? "" : ` --config ${file}`}`,
  ]);
  return 0;
}

function refuseTaken(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return;
  throw usageError(
    `${file} is there already.`,
    "Choose another with --config FILE, or add --force to replace it.",
  );
}

/** `deadpeer test` could not choose between two in one directory. */
function refuseSecond(file: string): void {
  const other = configsIn(dirname(file)).find((each) => basename(each) !== basename(file));
  if (!basename(file).startsWith("deadpeer.config.") || other === undefined) return;
  throw usageError(
    `There is a configuration already: ${other}.`,
    "Remove it, or choose another name with --config FILE.",
  );
}

function readFirst({ client, server, port }: Values<typeof options>, given: readonly Given[]): FirstConfig {
  const spelling = onCommandLine("init");
  const place = (name: string): { option: string; spelling: typeof spelling } => ({
    option: spelling.option(name),
    spelling,
  });
  const { exchange } = readExchange(given);
  return {
    ...(client !== undefined && { client: text(client, place("client")) }),
    ...(server !== undefined && { server: text(server, place("server")) }),
    ...(exchange !== undefined && { exchange: listOf(exchangeInput)(exchange, place("exchange")) }),
    ...(port !== undefined && { port: wholeNumber(place("port"), port, [1, 65_535], 9877) }),
  };
}
