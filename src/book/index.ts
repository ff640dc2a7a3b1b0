// The sections of the book that can be run: the only table of them, used by `run`, `list` and `judge`.

import type { Scenario } from "../inside/scenario.ts";
import { section26 } from "./section-2-6.ts";
import { section510 } from "./section-5-10.ts";
import { section512 } from "./section-5-12/index.ts";
import { section512Race } from "./section-5-12/race.ts";
import { section513 } from "./section-5-13.ts";
import { section514 } from "./section-5-14.ts";
import { section515 } from "./section-5-15.ts";
import { section516 } from "./section-5-16.ts";
import { section64 } from "./section-6-4.ts";
import { section66 } from "./section-6-6.ts";
import { section67 } from "./section-6-7.ts";

export const book = {
  "2.6": section26 as Scenario,
  "5.10": section510 as Scenario,
  "5.12": section512 as Scenario,
  "5.12.race": section512Race as Scenario,
  "5.13": section513 as Scenario,
  "5.14": section514 as Scenario,
  "5.15": section515 as Scenario,
  "5.16": section516 as Scenario,
  "6.4": section64 as Scenario,
  "6.6": section66 as Scenario,
  "6.7": section67 as Scenario,
} as const;

export type SectionName = keyof typeof book;
export const sectionNames: readonly SectionName[] = Object.keys(book) as SectionName[];
