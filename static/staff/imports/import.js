// The page of a file that waits: groups by keyboard, and nothing that was typed or chosen is lost.
// Without this script the page is made of plain forms with buttons.

import { keep } from "./keeping.js";
import { connectKeys } from "./keys.js";

const forms = [...document.querySelectorAll("form[data-kept]")];
if (forms.length) keep(forms);
connectKeys(document.querySelector("[data-keys]"));
