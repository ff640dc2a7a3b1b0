// `deadpeer init`: writes a first configuration.

import { lstatSync } from "node:fs";
import { basename, dirname, extname, relative } from "node:path";
import { writeLines } from "../report/write.ts";
import { text } from "../run/option-checks.ts";
import { configsIn } from "../suite/find-config.ts";
import { type FirstConfig, writeConfig } from "../suite/first-config.ts";
import { chooseFile } from "./shared/places.ts";
import { type Values, onCommandLine, parseCommand, usageError, wholeNumber } from "./shared/usage.ts";
import { saveAll } from "./shared/save.ts";
import { replaceFile, writeToStream } from "./shared/write-file.ts";

export const help: string = `
deadpeer init: write a first configuration for \`deadpeer test\`

Usage: deadpeer init [--client CMD] [--server CMD] [--port N] [--config FILE]

  --client CMD   shell command of your client, which finds the server in $HOST
                 and $PORT (default deadpeer's own echo client)
  --server CMD   shell command of your server, likewise (default deadpeer's own
                 echo server)
  --port N       the server's port (default 9877)
  --config FILE  what to write: .ts, .mts, .js or .mjs (default
                 deadpeer.config.ts)
  --force        replace a file that is there

In single quotes, so that your shell leaves $HOST and $PORT as they are.

Examples:
  deadpeer init
  deadpeer init --client 'exec redis-cli -h $HOST -p $PORT' \\
    --server 'exec redis-server --port $PORT'
`;

const EXTENSIONS: ReadonlySet<string> = new Set([".ts", ".mts", ".js", ".mjs"]);
const DEFAULT_FILE = "deadpeer.config.ts";

const options = {
  client: { type: "string" },
  server: { type: "string" },
  port: { type: "string" },
  config: { type: "string" },
  force: { type: "boolean" },
} as const;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseCommand("init", args, options, 0);
  const file = values.config ?? DEFAULT_FILE;
  const content = writeConfig(readFirst(values));
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

function readFirst({ client, server, port }: Values<typeof options>): FirstConfig {
  const spelling = onCommandLine("init");
  const place = (name: string): { option: string; spelling: typeof spelling } => ({
    option: spelling.option(name),
    spelling,
  });
  return {
    ...(client !== undefined && { client: text(client, place("client")) }),
    ...(server !== undefined && { server: text(server, place("server")) }),
    ...(port !== undefined && { port: wholeNumber(place("port"), port, [1, 65_535], 9877) }),
  };
}
