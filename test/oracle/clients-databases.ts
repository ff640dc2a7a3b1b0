// Clients of databases.

import { BOTH, PIPES, TERMINAL, UNASKED, fixture, query } from "./parts.ts";
import type { Client } from "./recipe.ts";
import { mariadb, postgres, redis } from "./services.ts";

const once = (command: (folder: string) => string) => (folder: string) =>
  `until pg_isready -q -h ${folder} -p $PORT; do sleep 0.1; done; ${command(folder)}`;

export const databases: readonly Client[] = [
  {
    name: "psql",
    programs: ["psql"],
    service: postgres,
    command: once(() => "exec psql -X -h $HOST -p $PORT -U postgres postgres"),
    on: BOTH,
    exchange: query,
    env: { PSQL_HISTORY: "/dev/null" },
  },
  {
    name: "pg-pool",
    programs: ["node"],
    service: postgres,
    command: once(() => fixture("pg-pool.mjs")),
    on: PIPES,
    exchange: query,
  },
  {
    name: "pg-listen",
    programs: ["node"],
    service: postgres,
    command: once(() => fixture("pg-listen.mjs")),
    on: PIPES,
    ready: "listening",
    deaths: UNASKED,
  },
  {
    name: "mysql",
    programs: ["mariadb"],
    service: mariadb,
    command: () => "exec mariadb --no-defaults -h $HOST -P $PORT -u root",
    on: TERMINAL,
    ready: "MariaDB [",
    exchange: query,
    env: { MYSQL_HISTFILE: "/dev/null" },
  },
  {
    name: "mysql-batch",
    programs: ["mariadb"],
    service: mariadb,
    command: () => "exec mariadb --no-defaults --unbuffered -h $HOST -P $PORT -u root",
    on: PIPES,
    exchange: query,
  },
  {
    name: "redis-cli",
    programs: ["redis-cli"],
    service: redis,
    command: () => "exec redis-cli -h $HOST -p $PORT",
    on: BOTH,
    prompt: "> ",
    exchange: [
      { say: "set a 1", expect: "OK" },
      { say: "set b 2", expect: "OK" },
    ],
    env: { REDISCLI_HISTFILE: "/dev/null" },
  },
  {
    name: "ioredis",
    programs: ["node"],
    service: redis,
    command: () => fixture("ioredis.mjs"),
    on: PIPES,
    ready: "ready",
    exchange: [
      { say: "set a 1", expect: "reply: OK" },
      { say: "set b 2", expect: "reply: OK" },
    ],
  },
];
