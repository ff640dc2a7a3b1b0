// Clients of servers that have a protocol of their own: SSH, gdb, MQTT.

import { BOTH, PIPES, TERMINAL, UNASKED, lines } from "./parts.ts";
import type { Client, Exchange } from "./recipe.ts";
import { gdbserver, mosquitto, sshd } from "./services.ts";

const SSH = "-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR";
const sftp = (folder: string): string => `exec sftp ${SSH} -i ${folder}/key -P $PORT root@$HOST`;
const listings: readonly Exchange[] = [
  { say: "ls -1 /etc/hosts", expect: "/\\n\\/etc\\/hosts/" },
  { say: "ls -1 /etc/passwd", expect: "/\\n\\/etc\\/passwd/" },
];

export const remote: readonly Client[] = [
  {
    name: "ssh",
    programs: ["ssh"],
    service: sshd,
    command: (folder) => `exec ssh ${SSH} -i ${folder}/key -p $PORT root@$HOST cat`,
    on: BOTH,
    exchange: lines,
  },
  {
    name: "sftp",
    programs: ["sftp"],
    service: sshd,
    command: sftp,
    on: TERMINAL,
    ready: "sftp>",
    exchange: listings,
  },
  {
    name: "sftp-batch",
    programs: ["sftp"],
    service: sshd,
    command: sftp,
    on: PIPES,
    ready: "Connected to",
    exchange: listings,
  },
  {
    name: "gdb",
    programs: ["gdb"],
    service: gdbserver,
    command: () =>
      `exec gdb -q -nx -ex 'set confirm off' -ex 'set pagination off' -ex 'set debuginfod enabled off' -ex "target remote $HOST:$PORT" /bin/sleep`,
    on: BOTH,
    ready: "(gdb)",
    exchange: [{ say: "maint packet qC", expect: 'received: "QC' }],
  },
  {
    name: "mosquitto_sub",
    programs: ["mosquitto_sub"],
    service: mosquitto,
    command: () => "exec stdbuf -oL mosquitto_sub -h $HOST -p $PORT -t t -d",
    on: BOTH,
    ready: "Subscribed",
    deaths: UNASKED,
  },
  {
    name: "mosquitto_pub",
    programs: ["mosquitto_pub"],
    service: mosquitto,
    command: () => "exec stdbuf -oL mosquitto_pub -h $HOST -p $PORT -t t -d -l -q 1",
    on: BOTH,
    ready: "CONNACK",
    exchange: [
      { say: "one", expect: "received PUBACK" },
      { say: "two", expect: "received PUBACK" },
    ],
  },
];
