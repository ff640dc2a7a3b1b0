// The two marks of a verdict: whether and how the client noticed, and what it did. Shape and colour both show it.

import type { JSX } from "preact";
import type { Verdict } from "../timeline/verdict-record.ts";
import { lookUp } from "../timeline/words.ts";

type Kind = "good" | "fair" | "bad" | "none";
type Drawn = readonly [Kind, string];

/** Paths in a square of 16. */
const noticedShapes: Readonly<Record<Verdict["noticed"], Drawn>> = {
  "at-once": ["good", "M8 2a6 6 0 1 0 .01 0z"],
  late: ["fair", "M8 2a6 6 0 1 0 .01 0zM8 4v8a4 4 0 0 0 0-8z"],
  "on-use": ["fair", "M8 2l6.5 11.5h-13z"],
  never: ["bad", "M3 5l2-2 3 3 3-3 2 2-3 3 3 3-2 2-3-3-3 3-2-2 3-3z"],
  unknown: ["none", "M2 7h12v2h-12z"],
};

const reactionShapes: Readonly<Record<Verdict["reaction"], Drawn>> = {
  exits: ["good", "M2 2h8v3h-1.5v-1.500h-5v9h5v-1.500h1.500v3h-8zM10 5l4 3-4 3v-2h-4v-2h4z"],
  closes: ["good", "M3 3h10v10h-10zM5 5v6h6v-6z"],
  reconnects: ["good", "M8 2a6 6 0 0 1 6 6h2l-3 4-3-4h2a4 4 0 1 0-1.200 2.800l1.400 1.400A6 6 0 1 1 8 2z"],
  switches: ["good", "M2 4h8v-3l5 4-5 4v-3h-8zM14 10h-8v-3l-5 4 5 4v-3h8z"],
  "tells-user": ["good", "M2 2h12v9h-6l-3 3v-3h-3zM7 4v3h2v-3zM7 8v1.500h2v-1.500z"],
  "holds-socket": ["bad", "M4 2h3v12h-3zM9 2h3v12h-3z"],
  hangs: ["bad", "M3 2h10v2l-4 4 4 4v2h-10v-2l4-4-4-4z"],
  crashes: ["bad", "M9 1l-6 8h4l-1 6 7-9h-4.500z"],
  "goes-silent": ["bad", "M2 4h12v2h-12zM2 7h8v2h-8zM2 10h4v2h-4z"],
  none: ["none", "M2 7h12v2h-12z"],
  unknown: ["none", "M2 7h12v2h-12z"],
};

const patienceShapes: Readonly<Record<Exclude<Verdict["patience"], undefined>, Drawn>> = {
  bears: ["good", "M2 8l2-2 3 3 5-6 2 2-7 8z"],
  "false-alarm": ["bad", "M8 1l7 13h-14zM7 6v4h2v-4zM7 11v2h2v-2z"],
  loses: ["bad", "M2 2h12v12h-12zM4 4v8h8v-8z"],
  unknown: ["none", "M2 7h12v2h-12z"],
};

/** In the place of whether it noticed, where its server lived. */
export function PatienceMark({ patience }: { readonly patience: keyof typeof patienceShapes }): JSX.Element {
  return <Mark drawn={lookUp(patienceShapes, patience) ?? patienceShapes.unknown} />;
}

export function NoticedMark({ noticed }: Pick<Verdict, "noticed">): JSX.Element {
  return <Mark drawn={lookUp(noticedShapes, noticed) ?? noticedShapes.unknown} />;
}

export function ReactionMark({ reaction }: Pick<Verdict, "reaction">): JSX.Element {
  return <Mark drawn={lookUp(reactionShapes, reaction) ?? reactionShapes.unknown} />;
}

/** Always used beside its word, or in a labelled cell. */
function Mark({ drawn: [kind, path] }: { readonly drawn: Drawn }): JSX.Element {
  return (
    <svg class={`mark ${kind}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={path} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
