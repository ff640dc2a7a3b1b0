// `deadpeer doctor --fix`: prints what it would do, does it, or undoes it.

import { type Failure, failure } from "../failure.ts";
import { describeTerminal, wrap } from "../report/terminal.ts";
import { writeLines } from "../report/write.ts";
import { carryOut, readSituation } from "../doctor/carry-out.ts";
import { type Command, planFix, planUndo, undoCommands, writeCommand } from "../doctor/fix.ts";

export interface FixOptions {
  /** Whether it is to be done, and not only printed. */
  readonly isMeant: boolean;
  readonly undo: boolean;
}

/** Returns the exit code. */
export function fix({ isMeant, undo }: FixOptions): number {
  const ownUid = process.getuid?.() ?? 0;
  const situation = readSituation(process.env, ownUid);
  const plan = undo ? planUndo(situation) : planFix(situation);
  if (plan.kind !== "commands") {
    const isNothing = plan.kind === "nothing";
    const lead = isNothing ? (undo ? "" : "Nothing to fix. ") : "This cannot be fixed here. ";
    writeLines(process.stdout, [`${lead}${plan.because}`]);
    return isNothing ? 0 : 3;
  }
  const { uid = 0 } = situation;
  if (!isMeant) {
    writeLines(process.stdout, describe(plan.commands, uid, undo));
    return 0;
  }
  if (ownUid !== 0) throw failure(2, "This takes root.", `Run: ${sudoLine(undo)}`);
  const refusal = carryOut(plan.commands);
  if (refusal !== undefined) throw refused(refusal.command, refusal.said, uid, undo);
  writeLines(process.stdout, [undo ? "Undone." : `Done: user ${uid} can have private networks.`]);
  return 0;
}

function describe(commands: readonly Command[], uid: number, undo: boolean): string[] {
  const intention = undo
    ? `This undoes it for user ${uid}:`
    : `AppArmor lets no ordinary program make a user namespace here. This allows it to one copy of unshare(1), ` +
      `which only user ${uid} can start, and changes nothing for others:`;
  const lines = commands.flatMap((command) => writeCommand(command)).map((line) => `  ${line}`);
  const ways = [`To do it:   ${sudoLine(undo)}`, ...(undo ? [] : [`To undo it: ${sudoLine(true)}`])];
  return [...wrap(intention, describeTerminal(process.stdout, process.env).width), "", ...lines, "", ...ways];
}

/** What was done is undone: half of it is of no use. */
function refused(command: Command, said: string, uid: number, undo: boolean): Failure {
  if (!undo) carryOut(undoCommands(uid));
  const [line] = writeCommand(command);
  return failure(
    3,
    `\`${line}\` failed: ${said}`,
    undo ? "Run it by hand." : "What was done before it has been undone.",
  );
}

function sudoLine(undo: boolean): string {
  const words = [
    process.execPath,
    process.argv[1] ?? "deadpeer",
    "doctor",
    "--fix",
    ...(undo ? ["--undo"] : []),
  ];
  return ["sudo", ...words.map((word) => quote(word)), "--yes"].join(" ");
}

function quote(word: string): string {
  return /^[\w./@+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
