// The page in a browser: takes the place of what is readable without it.

import { render } from "preact";
import { App } from "./app.tsx";
import { readContent } from "./content.ts";

const place = document.getElementById("app");
if (place) {
  const content = readContent();
  place.textContent = "";
  render(<App content={content} />, place);
}
