// The page of a file by keyboard: from group to group, an answer by its number, confirm. The keys are told on the page
// ("?") and can be turned off there, for whoever speaks to the machine or types by other means.

import { localCopy } from "../typing/local-copy.js";
import { GOING_ON } from "./keeping.js";

const groups = () => [...document.querySelectorAll("[data-group]")];
const isText = (target) => target.matches("input[type=text], input[type=search], textarea, select");

export function connectKeys(place) {
  if (!place) return;
  const store = localCopy("ocop-import-keys-off");
  const [open, help, on] = ["[data-keys-open]", "[data-keys-help]", "[data-keys-on]"].map((one) =>
    place.querySelector(one),
  );
  const toggle = () => {
    help.hidden = !help.hidden;
    open.setAttribute("aria-expanded", String(!help.hidden));
  };
  open.hidden = false;
  open.addEventListener("click", toggle);
  on.checked = store.read() === null;
  on.addEventListener("change", () => store.write(on.checked ? null : true));
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || !on.checked) return;
    if (event.key === "?" && !isText(event.target)) toggle();
    else if (!act(event)) return;
    event.preventDefault();
  });
  if (sessionStorage.getItem(GOING_ON)) {
    sessionStorage.removeItem(GOING_ON);
    go(groups()[0]);
  }
}

function go(group) {
  if (!group) return false;
  group.focus({ preventScroll: true });
  group.scrollIntoView({ block: "center" });
  return true;
}

// Do what a key says; whether it said anything.
function act(event) {
  const { target, key } = event;
  const here = target.closest("[data-group]");
  if (isText(target)) return key === "Escape" && go(here);
  const away = !here && target !== document.body;
  if (away || target.matches("a, button, summary")) return /^[jk]$/i.test(key) && step(here, key);
  const arrow = target.matches("input") ? "" : { ArrowDown: "j", ArrowUp: "k" }[key];
  if (/^[jk]$/i.test(key) || arrow) return step(here, arrow || key);
  if (/^[1-9]$/.test(key)) return choose(here ?? groups()[0], Number(key));
  if (!here) return false;
  if (key === "Enter") return Boolean(here.closest("form").requestSubmit()) || true;
  if (/^e$/i.test(key)) return into(here.querySelector("input[type=text], textarea, select"));
  return /^a$/i.test(key) && into(here.querySelector(".group-more a"), "click");
}

function step(here, key) {
  const all = groups();
  const at = all.indexOf(here);
  return go(all[key.toLowerCase() === "j" ? at + 1 : Math.max(at - 1, 0)]);
}

function choose(group, number) {
  const radio = group?.querySelectorAll("input[type=radio]")[number - 1];
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const all = groups();
  return go(all[all.indexOf(group) + 1] ?? group);
}

function into(field, how = "focus") {
  field?.[how]();
  if (how === "focus" && field?.select) field.select();
  return Boolean(field);
}
