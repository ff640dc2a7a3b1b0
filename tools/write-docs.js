// Writes the pages of docs/ that are generated from the sources. test/unit/doctor/page.test.ts and
// test/unit/faults-page.test.ts check that they are as they should be.

import { writeFileSync } from "node:fs";
import { abilitiesPage } from "../dist/doctor/page.js";
import { faultsPage } from "../dist/fault/page.js";

writeFileSync("docs/abilities.md", abilitiesPage());
writeFileSync("docs/faults.md", faultsPage());
