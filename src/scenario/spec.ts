// What is to be run: everything an experiment needs to know, as plain data, so that it can cross into its own process.

import type { NetworkName } from "../network/addresses.ts";
import type { ClockRecord, NetworkRecord, Observer, ObserverName } from "../timeline/record.ts";
import type { Observation } from "../timeline/observation.ts";

export type { NetworkName } from "../network/addresses.ts";
export type WaitOn = "terminal" | "both";
export type ScenarioName =
  | "2.6"
  | "5.10"
  | "5.12"
  | "5.12.race"
  | "5.13"
  | "5.14"
  | "5.15"
  | "5.16"
  | "6.4"
  | "6.6"
  | "6.7"
  | "moment";

export const momentNames = ["idle", "accepted", "mid-request", "mid-reply", "crossing"] as const;
export type MomentName = (typeof momentNames)[number];

/** When the fault is inflicted. */
export interface Moment {
  readonly at: MomentName;
  /** Of `mid-request` and `mid-reply`: so many bytes of it have reached the other end, and no more. */
  readonly bytes: number;
}

/** A value below /proc/sys/net on one of the hosts. */
export interface Setting {
  readonly host: "client" | "server";
  /** `ipv4/tcp_retries2` */
  readonly name: string;
  readonly value: string;
}

export interface ExperimentSpec {
  readonly scenario: ScenarioName;
  readonly name: string;
  readonly title: string;
  readonly network: NetworkName;
  readonly port: number;
  /** A shell command in place of `deadpeer serve`. */
  readonly server?: string;
  /** A shell command in place of `deadpeer connect`. */
  readonly client?: string;
  readonly waitOn: WaitOn;
  /** Options of deadpeer's own programs, where they are used. */
  readonly clientOptions: readonly string[];
  readonly serverOptions: readonly string[];
  /** Of the kernel's TCP, before the programs are started. */
  readonly settings: readonly Setting[];
  /** A fault's name. */
  readonly fault: string;
  readonly moment: Moment;
  /** How long the silence after the fault is watched. */
  readonly watchMs: number;
  /** How long a program may take to get ready. */
  readonly startMs: number;
  /** How long any one observation is waited for. */
  readonly limitMs: number;
  /** Observers to leave out. */
  readonly without: readonly ObserverName[];
}

/** What the process inside tells the one outside, a line of JSON each. */
export type Message =
  | { readonly type: "ready"; readonly observers: readonly Observer[] }
  | { readonly type: "observation"; readonly observation: Observation }
  | { readonly type: "done"; readonly clock: ClockRecord; readonly drops: number }
  | { readonly type: "failed"; readonly message: string; readonly remedy: string; readonly exitCode: number };

export interface Completed {
  readonly network: NetworkRecord;
  readonly observers: readonly Observer[];
  readonly observations: readonly Observation[];
  readonly clock: ClockRecord;
  readonly drops: number;
}
