// A member's own sheet: saved as it is filled in, sums beside it, a criterion closed by another one greyed out.
// Without this script the page is a plain form with a button.

import { Autosave, settle } from "../typing/autosave.js";
import { localCopy } from "../typing/local-copy.js";
import { element, showLine } from "../typing/page.js";
import { post, Refusal } from "../typing/post.js";
import { answersOf, byName, fill, namesIn, showClosed } from "./answers.js";

const PAUSE = 600; // ms after the last choice before the sheet is sent

function start(form) {
  const store = localCopy(`ocop-own-sheet:${location.pathname}`);
  const answers = () => answersOf(new FormData(form));
  const { version } = form.elements;
  const sheet = {
    key: "sheet",
    fields: namesIn(form),
    refused: false,
    read: () => byName(answers()),
    get version() {
      return version.value;
    },
    set version(number) {
      version.value = number;
    },
  };
  let leaving = false;
  let told = ""; // what the last answer came to

  const autosave = new Autosave([sheet], {
    pause: PAUSE,
    keep: ([unsaved]) =>
      store.write(unsaved ? { version: version.value, fields: answers() } : null),
    show: () => {
      const text = autosave.sending ? "Đang lưu…" : autosave.trouble || told;
      if (text) showLine(form.querySelector("[data-state]"), text);
    },
    async deliver() {
      told = await save(form, sheet);
    },
  });

  function changed() {
    showClosed(form);
    autosave.changed(sheet);
  }

  form.addEventListener("change", changed);
  form.addEventListener("input", ({ target }) => {
    if (target.type !== "radio" && target.type !== "checkbox") changed();
  });
  form.addEventListener("submit", () => {
    leaving = true;
    autosave.stop();
  });

  showClosed(form);
  sheet.saved = sheet.read();
  autosave.guard(window, { leaving: () => leaving });
  restore(form, store, autosave);
}

// Send the sheet; gives what the person is told. Throws an Error when it is to be sent again.
async function save(form, sheet) {
  try {
    const answer = await post(form, new FormData(form), "những gì đã chọn");
    settle(sheet, answer);
    show(form, answer);
    return `Đã lưu lúc ${answer.saved_at}.`;
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    settle(sheet, { outcome: "refused" });
    return problem.message;
  }
}

function show(form, answer) {
  for (const place of form.querySelectorAll("[data-sum]"))
    place.textContent = answer.sums[place.dataset.sum] || "0,00";
  for (const box of form.querySelectorAll("fieldset[data-code]")) {
    const error = answer.errors[box.dataset.code] || "";
    box.classList.toggle("has-error", Boolean(error));
    box.classList.toggle("is-missing", answer.missing.includes(box.dataset.code));
    box.querySelector("[data-error]").textContent = error;
  }
  const links = answer.missing.flatMap((code) => [element("a", code, { href: `#q-${code}` }), " "]);
  form
    .querySelector("[data-left]")
    .replaceChildren(
      ...(links.length ? [`còn ${answer.missing.length} tiêu chí: `, ...links] : ["đã chấm đủ"]),
    );
}

function restore(form, store, autosave) {
  const kept = store.read();
  if (!kept) return;
  const values = byName(kept.fields);
  const found = autosave.restore({ sheet: { version: kept.version, values } }, () => {
    fill(form, kept.fields);
    showClosed(form);
  });
  if (!found) {
    autosave.keep(); // the server has it already
    return;
  }
  showLine(
    form.querySelector("[data-state]"),
    "Đã lấy lại những gì bạn chọn trước đây mà chưa lưu được.",
  );
  autosave.changed();
}

const form = document.querySelector("form[data-own-sheet]");
if (form) start(form);
