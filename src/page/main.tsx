// The page in a browser.

import { render } from "preact";
import { App } from "./app.tsx";
import { readContent } from "./content.ts";
import { showOnlyVisibleText } from "./visible-text.ts";

showOnlyVisibleText();
const place = document.getElementById("app");
if (place) render(<App content={readContent()} />, place);
