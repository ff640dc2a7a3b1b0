// Writes the pages of docs/ that are generated from the sources. test/unit/doctor-page.test.ts checks that they are as they should be.

import { writeFileSync } from "node:fs";
import { abilitiesPage } from "../dist/doctor/page.js";

writeFileSync("docs/abilities.md", abilitiesPage());
