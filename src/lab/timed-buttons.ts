// The buttons for what lasts for a time, or comes in an amount. Pure.

import { type FaultName, faults } from "../fault/index.ts";
import { type Draft, type LabSettings, NOBODY, NO_CABLE, capital, faultButton } from "./button-drafts.ts";
import type { LabFacts } from "./facts.ts";
import { labFaults, takesAmount } from "./orders.ts";

export function timeButtons(facts: LabFacts, { hasWire }: LabSettings): Draft[] {
  const { serving, isHostOff, isStopped, isLasting } = facts;
  const whyNot = (name: FaultName): string | undefined => {
    if (faults[name].needsTwoHosts && !hasWire) return NO_CABLE;
    if (serving === undefined) return NOBODY;
    if (isHostOff) return "the server's host is off";
    if (isStopped && faults[name].expects.process === "paused") return "it is stopped already";
    return isLasting ? "something goes on already that lasts for a time" : undefined;
  };
  return [
    ...labFaults.filter(takesAmount).map((name): Draft => {
      const { amount, summary } = faults[name];
      const draft = faultButton(name, whyNot(name));
      const hint = `${capital(summary.replaceAll("MS milliseconds", "that time").replace("RATE", "so many"))}.`;
      return { ...draft, group: "time", hint, ...(amount && { amount }) };
    }),
    {
      id: "heal",
      group: "time",
      label: "End it now",
      hint: "What lasts for a time ends at once.",
      order: { do: "heal" },
      off: isLasting ? undefined : "nothing goes on that lasts for a time",
    },
  ];
}
