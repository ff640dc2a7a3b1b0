// The clients: each with its server, what is said to it, and where it runs.

import { databases } from "./clients-databases.ts";
import { passers } from "./clients-lines.ts";
import { remote } from "./clients-remote.ts";
import { web } from "./clients-web.ts";
import type { Client } from "./recipe.ts";

export const clients: readonly Client[] = [...passers, ...databases, ...remote, ...web];
