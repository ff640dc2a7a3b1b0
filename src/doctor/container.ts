// Whether this is a container, and what it must be started with so that there can be private networks in it.

import { existsSync } from "node:fs";
import { join } from "node:path";

export interface Container {
  readonly engine: "Docker" | "Podman" | "Kubernetes";
  /** What its command line, or its specification, needs. */
  readonly line: string;
}

/** docs/containers.md says what each part is for. */
export const containerLines: Readonly<Record<Container["engine"], string>> = {
  Docker:
    "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined",
  Podman: "podman run --security-opt seccomp=unconfined --security-opt unmask=ALL",
  Kubernetes:
    "hostUsers: false, containers: [{ securityContext: { seccompProfile: { type: Unconfined }, appArmorProfile: { type: Unconfined }, procMount: Unmasked } }]",
};

/** Undefined where nothing says that this is one. @param root another one than `/`, for tests */
export function findContainer(env: NodeJS.ProcessEnv, root = "/"): Container | undefined {
  const engine = engineOf(env, root);
  return engine && { engine, line: containerLines[engine] };
}

/** Kubernetes first: its containers may look like those of the engine that it uses. */
function engineOf(env: NodeJS.ProcessEnv, root: string): Container["engine"] | undefined {
  if (env["KUBERNETES_SERVICE_HOST"] !== undefined) return "Kubernetes";
  if (existsSync(join(root, "run/.containerenv"))) return "Podman";
  return existsSync(join(root, ".dockerenv")) ? "Docker" : undefined;
}
