// The servers that the clients are run against.

import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { quoted } from "../e2e/harness.ts";
import type { Service } from "./recipe.ts";

export const programs: string = join(process.cwd(), "test/oracle/programs");

/** Debian has initdb and postgres outside of the path. */
const postgresFolder = "/usr/lib/postgresql";
const versions = existsSync(postgresFolder) ? readdirSync(postgresFolder) : [];
process.env["PATH"] = [
  ...versions.map((version) => join(postgresFolder, version, "bin")),
  process.env["PATH"],
  "/usr/sbin",
].join(":");

function must(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr, stdout, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? stderr + stdout}`);
}

/** Gives back each line, with a process for each connection. */
export const echo: Service = {
  programs: ["socat"],
  command: () => "exec socat TCP-LISTEN:$PORT,bind=$HOST,fork,reuseaddr PIPE",
};

export const redis: Service = {
  programs: ["redis-server"],
  command: () => 'exec redis-server --port $PORT --bind $HOST --save "" --protected-mode no',
};

export const postgres: Service = {
  programs: ["initdb", "postgres", "pg_isready"],
  user: "postgres",
  isAlone: true,
  prepare(folder) {
    const id = (flag: string): number =>
      Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
    chownSync(folder, id("-u"), id("-g"));
    must("runuser", ["-u", "postgres", "--", "initdb", "-D", "data", "-A", "trust", "-N"], folder);
    appendFileSync(join(folder, "data/pg_hba.conf"), "host all all all trust\n");
  },
  command: (folder) =>
    `rm -f ${folder}/data/postmaster.pid ${folder}/.s.PGSQL.*; exec postgres -D ${folder}/data -p $PORT -k ${folder} -c listen_addresses=$HOST -c fsync=off -c autovacuum=off -c max_connections=10 -c shared_buffers=1MB -c max_wal_senders=0`,
};

export const mariadb: Service = {
  programs: ["mariadbd", "mariadb-install-db"],
  isAlone: true,
  prepare: (folder) =>
    must(
      "mariadb-install-db",
      [
        "--no-defaults",
        "--user=root",
        `--datadir=${folder}/data`,
        "--skip-test-db",
        "--auth-root-authentication-method=normal",
      ],
      folder,
    ),
  command: (folder) =>
    `exec mariadbd --no-defaults --user=root --datadir=${folder}/data --port=$PORT --bind-address=$HOST --socket=${folder}/s --skip-name-resolve --innodb-flush-method=fsync`,
};

export const sshd: Service = {
  programs: ["sshd", "ssh-keygen"],
  prepare(folder) {
    mkdirSync("/run/sshd", { recursive: true });
    must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "host"], folder);
    must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "key"], folder);
    const lines = [
      `HostKey ${folder}/host`,
      `AuthorizedKeysFile ${folder}/key.pub`,
      "StrictModes no",
      "UsePAM no",
      "PermitRootLogin yes",
      "PidFile none",
      "Subsystem sftp internal-sftp",
      // Else bash runs its user's .bashrc first (SSH_SOURCE_BASHRC, shell.c), which may take seconds, or wait for a lock.
      "SetEnv SHLVL=2",
    ];
    writeFileSync(join(folder, "config"), `${lines.join("\n")}\n`);
  },
  command: (folder) => `exec ${sshdPath()} -D -e -f ${folder}/config -p $PORT`,
};

/** It wants to be started with its whole path. */
function sshdPath(): string {
  return spawnSync("sh", ["-c", "command -v sshd"], { encoding: "utf8" }).stdout.trim();
}

/** Gives back each line turned round, over TLS. */
export const tls: Service = {
  programs: ["openssl"],
  prepare: (folder) =>
    must(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "k.pem",
        "-out",
        "c.pem",
        "-subj",
        "/CN=localhost",
        "-days",
        "2",
      ],
      folder,
    ),
  command: (folder) =>
    `exec openssl s_server -accept $PORT -cert ${folder}/c.pem -key ${folder}/k.pem -rev -quiet`,
};

export const gdbserver: Service = {
  programs: ["gdbserver"],
  command: () => "exec gdbserver $HOST:$PORT /bin/sleep 1000",
};

export const mosquitto: Service = {
  programs: ["mosquitto"],
  prepare: (folder) =>
    writeFileSync(join(folder, "config"), "listener 9877 127.0.0.1\nallow_anonymous true\nuser root\n"),
  command: (folder) => `exec mosquitto -c ${folder}/config`,
};

/** Keeps its connections. */
export const nginx: Service = {
  programs: ["nginx"],
  prepare(folder) {
    mkdirSync(join(folder, "html"));
    writeFileSync(join(folder, "html/index.html"), "hello\n");
    chmodSync(folder, statSync(folder).mode | 0o055);
  },
  command: (folder) =>
    `exec nginx -p ${folder} -c ${quoted(join(process.cwd(), "test/fixtures/nginx.conf"))} -g "user root; daemon off; pid nginx-$$.pid;"`,
};

/** Sends the head and half of a page, and is long over the rest. */
export const halfPage: Service = {
  programs: ["python3"],
  command: () => `exec python3 ${quoted(join(programs, "half-page.py"))}`,
};
