// A member's own sheet: saved as it is filled in, sums beside it, a criterion closed by another one greyed out.
// Without this script the page is a plain form with a button.
"use strict";

(() => {
  const form = document.querySelector("form[data-own-sheet]");
  if (!form) return;
  const PAUSE = 600;
  const LONGEST_WAIT = 60_000;
  const stateLine = form.querySelector("[data-state]"), left = form.querySelector("[data-left]");
  const key = `ocop-own-sheet:${location.pathname}`;
  let timer = 0, sending = false, dirty = false, halted = false, wait = 0, leaving = false;

  const chosen = (code) => form.querySelector(`input[name="c-${code}"]:checked`);

  // 5.2 is closed while 5.1 has no more points than its condition asks for.
  function showClosed() {
    for (const box of form.querySelectorAll("fieldset[data-needs]")) {
      const other = chosen(box.dataset.needs);
      const closed = Boolean(other) && Number(other.dataset.points) <= Number(box.dataset.above);
      box.classList.toggle("is-closed", closed);
      for (const input of box.querySelectorAll("input[type=radio]")) {
        if (closed && input.checked && Number(input.dataset.points)) input.checked = false;
        input.disabled = closed;
      }
    }
  }

  const fields = () => [...new FormData(form)].filter(([name]) => name.startsWith("c-") || name.startsWith("f-") || name === "comment" || name === "disqualified_reason");

  function keep() {
    try {
      if (dirty) localStorage.setItem(key, JSON.stringify({ version: form.elements.version.value, fields: fields() }));
      else localStorage.removeItem(key);
    } catch { /* storage is full or forbidden: leaving the page warns */ }
  }

  function restore() {
    let stored = null;
    try { stored = JSON.parse(localStorage.getItem(key)); } catch { /* nothing that can be read */ }
    if (!stored) return;
    if (JSON.stringify(stored.fields) === JSON.stringify(fields())) { keep(); return; } // the server has it already
    for (const input of form.querySelectorAll("input[type=radio], input[type=checkbox]")) input.checked = false;
    for (const [name, value] of stored.fields) {
      if (name === "comment" || name === "disqualified_reason") form.elements[name].value = value;
      else {
        const input = [...form.querySelectorAll(`input[name="${name}"]`)].find((one) => one.value === value);
        if (input) input.checked = true;
      }
    }
    form.elements.version.value = stored.version; // what its typist saw: when somebody saved since, both versions are shown
    tell("Đã lấy lại những gì bạn chọn trước đây mà chưa lưu được.");
    changed();
  }

  function tell(text) { if (stateLine.textContent !== text) stateLine.textContent = text; }

  function changed() {
    dirty = true;
    halted = false;
    showClosed();
    keep();
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  }

  async function send() {
    if (sending || !dirty || halted) return;
    sending = true;
    dirty = false;
    tell("Đang lưu…");
    try {
      const answer = await fetch(form.dataset.saveUrl, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (answer.type === "opaqueredirect") throw new Error("Phiên làm việc đã hết: hãy đăng nhập lại ở một thẻ khác. Những gì đã chọn còn trên máy này.");
      const told = await answer.json().catch(() => null);
      if (answer.ok && told) accept(told);
      else {
        halted = Boolean(told && told.problems);
        throw new Error(told && told.problems ? told.problems.join(" ") : `Máy chủ chưa nhận được (lỗi ${answer.status}): sẽ tự gửi lại.`);
      }
      wait = 0;
    } catch (problem) {
      dirty = true;
      tell(problem instanceof TypeError ? "Mất kết nối: những gì đã chọn được giữ trên máy này và tự gửi lại." : problem.message);
      wait = Math.min(Math.max(wait * 2, 2_000), LONGEST_WAIT);
    }
    sending = false;
    keep();
    if (dirty && !halted) { clearTimeout(timer); timer = setTimeout(send, wait || PAUSE); }
  }

  function accept(told) {
    form.elements.version.value = told.version;
    for (const place of form.querySelectorAll("[data-sum]")) place.textContent = told.sums[place.dataset.sum] || "0,00";
    for (const box of form.querySelectorAll("fieldset[data-code]")) {
      const error = told.errors[box.dataset.code] || "";
      box.classList.toggle("has-error", Boolean(error));
      box.classList.toggle("is-missing", told.missing.includes(box.dataset.code));
      box.querySelector("[data-error]").textContent = error;
    }
    left.replaceChildren(...(told.missing.length ? [`còn ${told.missing.length} tiêu chí: `, ...told.missing.flatMap(link)] : ["đã chấm đủ"]));
    tell(`Đã lưu lúc ${told.saved_at}.`);
  }

  function link(code) {
    const made = document.createElement("a");
    made.href = `#q-${code}`;
    made.textContent = code;
    return [made, " "];
  }

  form.addEventListener("change", changed);
  form.addEventListener("input", (event) => { if (event.target.type !== "radio" && event.target.type !== "checkbox") changed(); });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  window.addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });
  window.addEventListener("online", send);
  showClosed();
  restore();
})();
