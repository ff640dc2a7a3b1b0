// The lab's page in a browser.

import { render } from "preact";
import { showOnlyVisibleText } from "../../page/visible-text.ts";
import { App } from "./app.tsx";
import { connect } from "./connection.ts";

showOnlyVisibleText();
const place = document.getElementById("app");
if (place) connect((seen) => render(<App seen={seen} />, place));
