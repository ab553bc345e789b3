// What every grid of typed cells shares: what this browser keeps, reading a block of Excel, moving, sending.
"use strict";

window.cells = (() => {
  // What was typed and the server does not have yet, kept in this browser under one key.
  const storage = (key) => ({
    read() {
      try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; }
    },
    write(rows) {
      try {
        if (Object.keys(rows).length) localStorage.setItem(key, JSON.stringify(rows));
        else localStorage.removeItem(key);
      } catch { /* storage is full or forbidden: the rows are still on the page, and leaving it warns */ }
    },
  });

  const element = (name, text, attributes = {}) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.textContent = text;
    return made;
  };

  const button = (label, action) => {
    const made = element("button", label, { type: "button", className: "link-button" });
    made.addEventListener("click", action);
    return made;
  };

  // A block copied in Excel: cells between tabs, rows between line ends, a cell with either in it between quotes.
  function readBlock(text) {
    const lines = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at], line = lines.at(-1), cell = line.length - 1;
      if (sign === '"' && quoted && text[at + 1] === '"') { line[cell] += '"'; at += 1; }
      else if (sign === '"' && (quoted || line[cell] === "")) quoted = !quoted;
      else if (quoted) line[cell] += sign === "\n" ? " " : sign === "\r" ? "" : sign;
      else if (sign === "\t") line.push("");
      else if (sign === "\n") lines.push([""]);
      else if (sign !== "\r") line[cell] += sign;
    }
    while (lines.length && lines.at(-1).every((cell) => !cell.trim())) lines.pop();
    return lines;
  }

  // Left and right leave a cell only from its edge, so that a caret can still be moved inside.
  function atEdge(input, right) {
    if (input.type !== "text") return true;
    const { selectionStart: start, selectionEnd: end, value } = input;
    if (start === 0 && end === value.length) return true;
    return start === end && start === (right ? value.length : 0);
  }

  // Which way a key leads: [rows down, columns right], or null.
  function step(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const found = steps[event.key];
    if (!found || (event.shiftKey && event.key !== "Enter")) return null;
    return found[1] === 0 || atEdge(event.target, found[1] > 0) ? found : null;
  }

  // Excel may hand over 86.4 where the machine is set to English; a plain number is written as the office writes it.
  const asTyped = (text) => (/^\s*\d+\.\d+\s*$/.test(text) ? text.replace(".", ",") : text);

  // Send what was typed. Throws an Error whose message tells the person what happens now.
  async function post(form, body, what) {
    const kept = `${what} được giữ trên máy này và tự gửi lại`;
    const signIn = `Phiên làm việc đã hết: hãy đăng nhập lại ở một thẻ khác; ${kept}.`;
    let answer;
    try {
      answer = await fetch(form.dataset.saveUrl, {
        method: "POST",
        redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        body: JSON.stringify(body),
      });
    } catch {
      throw new Error(`Mất kết nối: ${kept} khi có mạng.`);
    }
    if (answer.type === "opaqueredirect") throw new Error(signIn);
    const text = await answer.text();
    let told = null;
    try { told = JSON.parse(text); } catch { /* a page of the server or of something in between, not an answer of the grid */ }
    if (answer.ok && told) return told;
    if (told && told.problems) throw new Error(told.problems.join(" "));
    if (answer.status === 403 && !(await renewToken(form))) throw new Error(signIn);
    throw new Error(`Máy chủ chưa nhận được (lỗi ${answer.status}): ${kept}.`);
  }

  // After signing in again elsewhere the form's token is stale: take the one of a fresh page. False: nobody is signed in.
  async function renewToken(form) {
    const page = await fetch(location.href, { redirect: "manual" }).then((answer) => answer.text(), () => "");
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("form[data-save-url] [name=csrfmiddlewaretoken]");
    if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
    return Boolean(fresh);
  }

  return { storage, element, button, readBlock, step, asTyped, post };
})();
