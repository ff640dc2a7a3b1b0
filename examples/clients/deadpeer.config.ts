// Well-known clients, as they come, against 23 ways for their server to die: the suite behind docs/matrix.md.
//
// Run it with `npx deadpeer test` in this folder. What is not installed is skipped. docs/test.md explains each key.

import { defineConfig } from "deadpeer";
import { exclude, expect, faults } from "./faults.ts";
import { PYTHON, compiled, library, makeRunFolder, node, perl, python, ruby, serverPath } from "./machine.ts";

process.env["RUN"] = makeRunFolder();
process.env["PATH"] += `:${serverPath()}`;
const isRoot = process.getuid?.() === 0;

// What is said to a client, and what it prints when it has its answer.
const line = { server: "echo", exchange: [{ say: "hello" }, { expect: "hello" }] } as const;
const reply = { server: "echo", exchange: [{ say: "hello" }, { expect: "reply: hello" }] } as const;
const reversed = { server: "tls", exchange: [{ say: "hello" }, { expect: "olleh" }] } as const;
const path = { server: "nginx", exchange: [{ say: "/" }, { expect: "status: 200" }] } as const;
const set = {
  server: "redis",
  exchange: [{ say: "set a 1" }, { expect: /reply: (OK|b'OK'|True)/ }],
} as const;
const query = [{ say: "select 6*7;" }, { expect: "42" }] as const;
const inPostgres = { server: "postgres", exchange: query } as const;
const inMariadb = { server: "mariadb", exchange: query } as const;

const SSH =
  "-F none -i $RUN/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR";
const GDB = "-q -nx -ex 'set confirm off' -ex 'set pagination off' -ex 'set debuginfod enabled off'";

export default defineConfig({
  servers: {
    echo: {}, // deadpeer's own, which gives back each line
    socat: { command: "exec socat TCP-LISTEN:$PORT,bind=$HOST,fork,reuseaddr PIPE", requires: "socat" },
    tls: { command: "exec sh servers/tls.sh", requires: "openssl" },
    nginx: { command: "exec sh servers/nginx.sh", requires: "nginx" },
    "slow-page": { command: "exec /usr/bin/python3 servers/slow-page.py", requires: PYTHON },
    redis: {
      command: "exec redis-server --port $PORT --bind $HOST --save '' --protected-mode no",
      ready: "Ready to accept connections",
      requires: "redis-server",
    },
    postgres: {
      command: "exec sh servers/postgres.sh",
      ready: "ready to accept connections",
      ...(isRoot && { user: "postgres" }), // it refuses to run as root
      requires: ["initdb", "postgres"],
    },
    mariadb: {
      command: "exec sh servers/mariadb.sh",
      ready: "ready for connections",
      requires: ["mariadbd", "mariadb-install-db"],
    },
    sshd: {
      command: "exec sh servers/sshd.sh",
      ...(isRoot && { user: "root" }), // among all users of this machine: it needs its own, sshd
      requires: ["sshd", "ssh-keygen"],
    },
    gdbserver: { command: "exec gdbserver $HOST:$PORT /bin/sleep 1000", requires: "gdbserver" },
    mosquitto: { command: "exec sh servers/mosquitto.sh", requires: "mosquitto" },
    nats: {
      command: "exec nats-server --addr $HOST --port $PORT",
      ready: "Server is ready",
      requires: "nats-server",
    },
    websocket: { command: "exec node servers/websocket.mjs", requires: "node" },
  },

  clients: {
    // Programs that pass lines on.
    "nc.openbsd": { command: "exec nc.openbsd $HOST $PORT", ...line, requires: "nc.openbsd" },
    "nc.traditional": { command: "exec nc.traditional $HOST $PORT", ...line, requires: "nc.traditional" },
    ncat: { command: "exec ncat $HOST $PORT", ...line, requires: "ncat" },
    "busybox-nc": { command: "exec busybox nc $HOST $PORT", ...line, requires: "busybox" },
    socat: { command: "exec socat - TCP:$HOST:$PORT", ...line, requires: "socat" },
    telnet: { command: "exec inetutils-telnet $HOST $PORT", ...line, requires: "inetutils-telnet" },
    "curl-telnet": {
      command: "exec curl -sSN telnet://$HOST:$PORT",
      ...line,
      server: "socat", // deadpeer's own holds the first line until it has seen the client wait, and curl waits for 0.1 s only
      requires: "curl",
    },
    "python-socket": { ...python("socket_lines"), ...reply },
    "perl-io-socket": { ...perl("io_socket"), ...reply },
    "openssl-s_client": {
      command: "exec openssl s_client -connect $HOST:$PORT -quiet",
      ...reversed,
      requires: "openssl",
    },

    // Web clients. The first two are in the middle of a page; the others have a connection to keep.
    curl: {
      command: "exec curl -sSN http://$HOST:$PORT/",
      server: "slow-page",
      ready: "half",
      requires: "curl",
    },
    wget: {
      command: "exec wget -q -O - http://$HOST:$PORT/",
      server: "slow-page",
      on: "pipes",
      requires: "wget",
    },
    "node-http": { ...node("http-agent"), ...path },
    "node-fetch": { ...node("fetch"), ...path },
    undici: { ...node("undici"), ...path },
    "http.client": { ...python("http_client"), ...path },
    requests: { ...python("requests_session"), ...path, requires: [PYTHON, ...library("python3-requests")] },
    urllib3: { ...python("urllib3_pool"), ...path, requires: [PYTHON, ...library("python3-urllib3")] },
    lwp: { ...perl("lwp"), ...path, requires: ["perl", ...library("libwww-perl")] },
    "net-http": { ...ruby("net_http"), ...path },
    "java-http": { ...compiled("HttpLines.java", "javac"), ...path },
    "go-http": { ...compiled("http_lines.go", "go"), ...path },

    // Databases.
    psql: {
      command: "exec psql -X -h $HOST -p $PORT -U postgres postgres",
      ...inPostgres,
      env: { PSQL_HISTORY: "/dev/null" },
      requires: "psql",
    },
    "pg-client": { ...node("pg-client"), ready: "ready", ...inPostgres },
    "pg-pool": { ...node("pg-pool"), ...inPostgres },
    psycopg2: {
      ...python("psycopg2_lines"),
      ready: "ready",
      ...inPostgres,
      requires: [PYTHON, ...library("python3-psycopg2")],
    },
    mysql: {
      command: "exec mariadb --no-defaults -h $HOST -P $PORT -u client",
      ready: "MariaDB [",
      ...inMariadb,
      env: { MYSQL_HISTFILE: "/dev/null" },
      requires: "mariadb",
    },
    mysql2: { ...node("mysql2"), ready: "ready", ...inMariadb },
    "mysql2-pool": { ...node("mysql2-pool"), ...inMariadb },
    pymysql: {
      ...python("pymysql_lines"),
      ready: "ready",
      ...inMariadb,
      requires: [PYTHON, ...library("python3-pymysql")],
    },
    "redis-cli": {
      command: "exec redis-cli -h $HOST -p $PORT",
      server: "redis",
      exchange: [{ say: "set a 1" }, { expect: "OK" }],
      env: { REDISCLI_HISTFILE: "/dev/null" },
      requires: "redis-cli",
    },
    ioredis: { ...node("ioredis"), ready: "ready", ...set },
    "node-redis": { ...node("node-redis"), ready: "ready", ...set },
    "redis-py": { ...python("redis_py"), ...set, requires: [PYTHON, ...library("python3-redis")] },
    "redis-rb": { ...ruby("redis_lines"), ...set, requires: ["ruby", ...library("ruby-redis")] },

    // Messages.
    mosquitto_sub: {
      command: "exec stdbuf -oL mosquitto_sub -h $HOST -p $PORT -t topic -d",
      server: "mosquitto",
      ready: "Subscribed",
      requires: "mosquitto_sub",
    },
    mqtt: {
      ...node("mqtt"),
      server: "mosquitto",
      ready: "subscribed",
      exchange: [{ say: "hello" }, { expect: "message: hello" }],
      meansFailed: /^close$/m, // the name of its event, which has no word of trouble
    },
    "paho-mqtt": {
      ...python("paho_mqtt"),
      server: "mosquitto",
      ready: "subscribed",
      exchange: [{ say: "hello" }, { expect: "message: hello" }],
      requires: [PYTHON, ...library("python3-paho-mqtt")],
    },
    nats: {
      ...node("nats"),
      server: "nats",
      ready: "ready",
      exchange: [{ say: "hello" }, { expect: "reply: hello" }],
    },
    ws: {
      ...node("ws"),
      server: "websocket",
      ready: "open",
      exchange: [{ say: "hello" }, { expect: "message: hello" }],
      meansFailed: /^close: 1006$/m, // "closed abnormally" (RFC 6455 7.1.5), a number of its library's
    },

    // Other machines.
    ssh: {
      command: `exec ssh ${SSH} -p $PORT $(id -un)@$HOST cat`,
      ...line,
      server: "sshd",
      requires: "ssh",
    },
    sftp: {
      command: `exec sftp ${SSH} -P $PORT $(id -un)@$HOST`,
      server: "sshd",
      ready: "sftp>",
      exchange: [{ say: "ls -1 /etc/hosts" }, { expect: /\n\/etc\/hosts/ }],
      requires: "sftp",
    },
    gdb: {
      command: `exec gdb ${GDB} -ex "target remote $HOST:$PORT" /bin/sleep`,
      server: "gdbserver",
      ready: "(gdb)",
      exchange: [{ say: "maint packet qC" }, { expect: 'received: "QC' }],
      requires: "gdb",
    },
  },

  faults,
  exclude,
  expect,
  watchMs: 1500, // some wait for a second before they try again
  startMs: 60_000, // the first run of a database makes what the others copy
});
