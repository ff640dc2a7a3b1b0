// Settings of the hosts' kernels as they are written: `net.ipv4.tcp_retries2=3` for both, `client:net.ipv4.tcp_retries2=3`
// for one.

import type { Setting } from "../inside/spec.ts";
import { type Check, text, usageError } from "./option-checks.ts";

/** In sysctl's own form; a name with slashes is for interfaces that have a dot in theirs (sysctl(8)). */
const WRITTEN = /^(?:(client|server):)?net[./]([\w./-]+)=(.+)$/s;

export const checkSysctl: Check<string> = (value, place) => {
  const written = text(value, place);
  const [, , name = "", content = ""] = WRITTEN.exec(written) ?? [];
  if (name === "" || name.includes("..") || /[\n\0]/.test(content))
    throw usageError(
      `${place.option} ${place.spelling.value(written)} is not NAME=VALUE of a setting of the network.`,
      "For example: net.ipv4.tcp_retries2=3, or client:net.ipv4.tcp_keepalive_time=10 for one host.",
    );
  return written;
};

/** Of what `checkSysctl` has let pass. */
export function settingsFrom(written: readonly string[] = []): Setting[] {
  return written.flatMap((each) => {
    const [, host, name = "", value = ""] = WRITTEN.exec(each) ?? [];
    const path = name.includes("/") ? name : name.replaceAll(".", "/");
    const hosts = host === undefined ? (["client", "server"] as const) : [host as Setting["host"]];
    return hosts.map((one) => ({ host: one, name: path, value, isAsked: true as const }));
  });
}
