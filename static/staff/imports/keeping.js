// What was typed and chosen on the page of a file: kept in this browser until the server has it, and sent again by
// itself when the line was down.

import { localCopy } from "../typing/local-copy.js";
import { button, showLine, teller } from "../typing/page.js";
import { post, Refusal } from "../typing/post.js";

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const KEPT = /^[cqgt]-/;
const WHAT = "những gì đã gõ và chọn";
export const GOING_ON = "ocop-import-going-on"; // the next page takes up where this one left

export const isTouched = (input) => {
  if (input.type === "radio") return input.checked && !input.defaultChecked;
  if (input.tagName === "SELECT")
    return [...input.options].some((one) => one.selected !== one.defaultSelected);
  return input.value !== input.defaultValue;
};

const fieldsOf = (forms) =>
  forms.flatMap((form) => [...form.elements]).filter(({ name }) => KEPT.test(name));

export function keep(forms) {
  const store = localCopy(`ocop-import:${location.pathname}`);
  const tell = teller(document.querySelector("[data-told]"));
  const line = document.querySelector("[data-keeping]");
  const kept = store.read() ?? {};

  const found = restore(fieldsOf(forms), kept);
  if (found) tell(`Đã điền lại ${found} điều bạn đã gõ hoặc chọn mà chưa gửi được.`);

  for (const form of forms) {
    const changed = ({ target }) => {
      if (!KEPT.test(target.name)) return;
      if (isTouched(target)) kept[target.name] = target.value;
      else delete kept[target.name];
      write(store, kept);
    };
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = new FormData(form);
      if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
      addTouched(body, forms, kept);
      body.append("tra-loi", "json");
      send(form, body, { store, kept, tell, line });
    });
  }
}

// What was typed and chosen in other parts of the page goes along: the whole file is looked at again anyway.
function addTouched(body, forms, kept) {
  for (const input of fieldsOf(forms)) {
    if (!(input.name in kept) || body.has(input.name)) continue;
    if (input.type === "radio" && !input.checked) continue;
    body.append(input.name, input.value);
    const was = `was-${input.name.replace(/^c-/, "")}`;
    const mark = input.form.elements[was];
    if (mark) body.append(was, mark.value);
  }
}

const write = (store, kept) => store.write(Object.keys(kept).length ? kept : null);

// Put back what this browser kept; how many things that were.
export function restore(fields, kept) {
  const put = fields.filter((input) => {
    const value = kept[input.name];
    if (value === undefined) return false;
    if (input.type === "radio") {
      if (input.value !== value || input.checked) return false;
      input.checked = true;
    } else if (input.value === value) return false;
    else input.value = value;
    return true;
  });
  return put.length;
}

let sending = false;

async function send(form, body, page, wait = 0) {
  if (sending && !wait) return;
  sending = true;
  const { store, kept, tell, line } = page;
  if (line) showLine(line, "Đang kiểm tra lại…");
  form.setAttribute("aria-busy", "true");
  try {
    await post(form, body, WHAT);
  } catch (problem) {
    if (problem instanceof Refusal) {
      sending = false;
      form.removeAttribute("aria-busy");
      if (line) showLine(line, "");
      const again = button("Tải lại trang", () => location.reload());
      tell(`${problem.message} ${upper(WHAT)} được giữ trên máy này.`, again);
    } else {
      if (line) showLine(line, "Chưa gửi được.");
      tell(problem.message);
      const next = Math.min(Math.max(wait * 2, FIRST_WAIT), LONGEST_WAIT);
      const again = () => {
        clearTimeout(timer);
        removeEventListener("online", again);
        body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        send(form, body, page, next);
      };
      const timer = setTimeout(again, next);
      addEventListener("online", again);
    }
    return;
  }
  for (const name of body.keys()) delete kept[name];
  write(store, kept);
  sessionStorage.setItem(GOING_ON, "1");
  location.reload();
}

const upper = (text) => text[0].toUpperCase() + text.slice(1);
