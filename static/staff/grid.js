// The results grid: keyboard, paste from Excel, rows saved as they are typed, nothing lost on a dropped line.
// Without this script the page is a plain form. Rules live on the server: stars and faults come back with every save.
"use strict";

(() => {
  const { element, button, readBlock, step, post } = window.cells;
  const FIELDS = ["total", "part_a", "part_b", "part_c", "marks_met", "missed_criteria", "disqualified", "disqualified_reason"];
  const NUMBERS_FROM_EXCEL = new Set(["total", "part_a", "part_b", "part_c"]);
  const MARK_WORDS = { "không": "2", "0": "2" };
  const YES = new Set(["1", "x", "có", "loại", "bị loại", "true", "on"]);
  const PAUSE = 700; // ms after the last key before a row is sent
  const LONGEST_WAIT = 60_000;

  const storage = (round, by) => window.cells.storage(`ocop-results:${round}:${by}`);

  const closed = document.querySelector("[data-kept]");
  if (closed) showKept(closed);
  const form = document.querySelector("form[data-grid]");
  if (!form) return;

  const kept = storage(form.dataset.grid, form.dataset.by);
  const stateLine = form.querySelector("[data-state]");
  const faultyLine = form.querySelector("[data-faulty]");
  const message = form.querySelector("[data-message]");
  const rows = [...form.querySelectorAll("tr[data-row]")].map(readRow);
  const rowOf = new Map(rows.map((row) => [row.uid, row]));
  let lastCell = null, timer = 0, sending = false, wait = 0, trouble = "", savedAt = "";

  // --- rows -----------------------------------------------------------------------------------------------------
  function readRow(tr) {
    const inputs = Object.fromEntries(FIELDS.map((name) => [name, tr.querySelector(`[data-field="${name}"]`)]));
    const row = { tr, inputs, uid: tr.dataset.row, conflict: false, sent: null };
    row.version = Number(tr.querySelector('input[name$="-version"]').value);
    row.saved = valuesOf(row);
    return row;
  }

  // Figures of closed score sheets: they are changed on the sheets.
  const fromSheets = (row) => row.tr.classList.contains("from-sheets");

  function valuesOf(row) {
    return Object.fromEntries(FIELDS.map((name) => [name, valueOf(row.inputs[name])]));
  }

  function valueOf(input) {
    if (input.type === "checkbox") return input.checked ? "1" : "";
    return input.value.trim();
  }

  function put(input, text) {
    const typed = text.trim();
    if (input.type === "checkbox") {
      input.checked = YES.has(typed.toLowerCase());
    } else if (input.tagName === "SELECT") {
      const word = typed.toLowerCase().replace("sao", "").replace("*", "").trim();
      const value = MARK_WORDS[word] ?? (/^[2-5]$/.test(word) ? word : typed);
      // What is no choice stays visible as typed; the server says what is wrong with it.
      if (![...input.options].some((option) => option.value === value)) input.add(new Option(value, value));
      input.value = value;
    } else {
      input.value = typed;
    }
  }

  function fill(row, values) {
    for (const name of FIELDS) put(row.inputs[name], values[name] || "");
  }

  const same = (one, other) => FIELDS.every((name) => (one[name] || "") === (other[name] || ""));
  const dirty = (row) => !same(valuesOf(row), row.saved);
  const unsaved = () => rows.filter(dirty);

  // --- saving ---------------------------------------------------------------------------------------------------
  function changed() {
    keep();
    schedule(PAUSE);
    showState();
  }

  function keep() {
    kept.write(Object.fromEntries(unsaved().map((row) => [row.uid, { version: row.version, values: valuesOf(row) }])));
  }

  function schedule(delay) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  async function send() {
    const waiting = unsaved().filter((row) => !row.conflict);
    if (sending || !waiting.length) return;
    sending = true;
    showState();
    for (const row of waiting) row.sent = valuesOf(row);
    const body = { by: form.dataset.by, rows: waiting.map(({ uid, version, sent }) => ({ uid, version, values: sent })) };
    try {
      accept(await post(form, body, "các dòng"));
      trouble = "";
      wait = 0;
    } catch (problem) {
      trouble = problem.message;
      wait = Math.min(Math.max(wait * 2, 2_000), LONGEST_WAIT);
    }
    sending = false;
    keep();
    showState();
    if (unsaved().some((row) => !row.conflict)) schedule(wait || PAUSE);
  }

  function accept(told) {
    for (const answer of told.rows) acceptRow(rowOf.get(answer.uid), answer);
    form.querySelector("[data-summary]").textContent = told.summary;
    savedAt = told.saved_at;
  }

  function acceptRow(row, answer) {
    if (answer.outcome === "stale") {
      const ownEarlierSave = row.acknowledged && same(answer.theirs, row.acknowledged);
      row.version = answer.version;
      row.saved = answer.theirs;
      if (!ownEarlierSave && !same(valuesOf(row), answer.theirs)) showConflict(row, answer);
      return;
    }
    row.version = answer.version;
    row.saved = row.acknowledged = row.sent;
    show(row, answer);
  }

  function show(row, answer) {
    const state = Object.keys(answer.errors).length ? "draft" : answer.stars || answer.disqualified ? "saved" : "empty";
    row.tr.className = state;
    row.tr.querySelector("[data-outcome]").textContent = answer.disqualified ? "Bị loại" : answer.stars ? `${answer.stars} sao` : "";
    row.tr.querySelector("[data-why]").textContent = answer.why;
    for (const name of FIELDS) {
      const error = answer.errors[name] || "";
      const cell = row.inputs[name].closest("td");
      cell.classList.toggle("has-error", Boolean(error));
      cell.querySelector(".cell-error").textContent = error;
      row.inputs[name].toggleAttribute("aria-invalid", Boolean(error));
    }
  }

  function showConflict(row, answer) {
    row.conflict = true;
    row.tr.classList.add("stale");
    if (row.tr.nextElementSibling?.classList.contains("theirs")) row.tr.nextElementSibling.remove();
    const headings = (name) => row.inputs[name].closest("td").dataset.label;
    const words = FIELDS.filter((name) => answer.theirs[name]).map((name) => `${headings(name)} ${name === "disqualified" ? "có" : answer.theirs[name]}`);
    const cell = element("td", "", { colSpan: 11 });
    const settle = (take) => {
      row.conflict = false;
      row.tr.classList.remove("stale");
      line.remove();
      if (take) {
        fill(row, answer.theirs);
        show(row, { errors: {}, stars: null, why: "" });
        row.saved = {}; // sent once more, so that its stars and faults are shown
      }
      changed();
    };
    cell.append(
      element("strong", `Bản của ${answer.who || "người khác"}: `), `${words.join("; ") || "dòng trống"}. `,
      button("Giữ của tôi", () => settle(false)), " ", button("Lấy của họ", () => settle(true)),
    );
    const line = element("tr", "", { className: "theirs" });
    line.append(cell);
    row.tr.after(line);
  }

  // --- what the person is told ----------------------------------------------------------------------------------
  function showState() {
    const count = unsaved().length;
    const conflicts = rows.filter((row) => row.conflict).length;
    const parts = [];
    if (count) parts.push(`${sending ? "Đang lưu" : "Chưa lưu"} ${count} dòng.`);
    else if (savedAt) parts.push(`Đã lưu lúc ${savedAt}.`);
    const faulty = rows.filter((row) => row.tr.classList.contains("draft")).length;
    faultyLine.textContent = faulty ? `${faulty} dòng còn lỗi: giữ như bản nháp, chưa tính là có kết quả.` : "";
    if (conflicts) parts.push(`${conflicts} dòng người khác cũng vừa sửa: chọn giữ bản nào.`);
    if (count && trouble) parts.push(trouble);
    const text = parts.join(" ");
    if (stateLine.textContent !== text) stateLine.textContent = text;
    stateLine.classList.toggle("waiting", Boolean(count));
    stateLine.classList.toggle("trouble", Boolean(count && (trouble || conflicts)));
  }

  function tell(text, ...more) {
    message.replaceChildren(text, " ", ...more);
    message.hidden = !text;
  }

  // --- keyboard -------------------------------------------------------------------------------------------------
  function move(input, down, right) {
    const row = rows.findIndex(({ tr }) => tr === input.closest("tr")) + down;
    const column = FIELDS.indexOf(input.dataset.field) + right;
    const next = rows[row]?.inputs[FIELDS[column]];
    if (!next) return false;
    next.focus();
    next.select?.();
    return true;
  }

  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.dataset.field || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const way = step(event);
    if (event.key === "Escape") {
      const row = rowOf.get(input.closest("tr").dataset.row);
      put(input, row.saved[input.dataset.field] || "");
      changed();
    } else if (way) {
      event.preventDefault(); // Enter must not send the form, arrows must not turn a choice
      move(input, ...way);
    }
  });

  form.addEventListener("focusin", (event) => {
    if (!event.target.dataset.field) return;
    lastCell = event.target;
    if (lastCell.type === "text") lastCell.select();
  });

  form.addEventListener("input", (event) => { if (event.target.dataset.field) changed(); });
  form.addEventListener("change", (event) => {
    const input = event.target, name = input.dataset.field;
    if (!name) return;
    const row = rowOf.get(input.closest("tr").dataset.row);
    if (fromSheets(row)) put(input, row.saved[name]);
    changed();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });

  // --- paste ----------------------------------------------------------------------------------------------------
  function refusal(block, top, left) {
    const tall = rows.length - top, wide = FIELDS.length - left;
    const widest = Math.max(...block.map((line) => line.length));
    if (block.length > tall) return `Khối dán có ${block.length} dòng, từ dòng này chỉ còn ${tall} dòng: chưa dán gì. Chọn lại vùng trong Excel (bỏ dòng tiêu đề), hoặc dán từ dòng cao hơn.`;
    if (widest > wide) return `Khối dán có ${widest} cột, từ ô này chỉ còn ${wide} cột: chưa dán gì. Chọn lại vùng trong Excel, hoặc dán từ cột bên trái hơn.`;
    return "";
  }

  const asTyped = (name, text) => (NUMBERS_FROM_EXCEL.has(name) ? window.cells.asTyped(text) : text);

  function paste(block, top, left) {
    const before = [];
    block.forEach((line, down) => line.forEach((text, right) => {
      const name = FIELDS[left + right], input = rows[top + down].inputs[name];
      if (fromSheets(rows[top + down])) return;
      before.push([input, valueOf(input)]);
      put(input, asTyped(name, text));
    }));
    changed();
    const undo = button("Hoàn tác", () => { before.forEach(([input, text]) => put(input, text)); changed(); tell(""); });
    tell(`Đã dán ${block.length} dòng.`, undo);
  }

  document.addEventListener("paste", (event) => {
    const elsewhere = event.target.closest?.("input, textarea, select");
    if (elsewhere && !elsewhere.dataset.field) return; // the search box, say
    const block = readBlock(event.clipboardData.getData("text/plain"));
    const start = elsewhere || lastCell || rows[0]?.inputs.total;
    const single = block.length === 1 && block[0].length === 1;
    if (!block.length || !start || (single && start.type === "text")) return;
    event.preventDefault();
    const top = rows.findIndex(({ tr }) => tr === start.closest("tr")), left = FIELDS.indexOf(start.dataset.field);
    const problem = refusal(block, top, left);
    if (problem) tell(problem);
    else paste(block, top, left);
  });

  // --- beginning and leaving ------------------------------------------------------------------------------------
  window.addEventListener("beforeunload", (event) => { if (unsaved().length) event.preventDefault(); });
  window.addEventListener("online", () => schedule(0));

  function restore() {
    let count = 0;
    for (const [uid, { version, values }] of Object.entries(kept.read())) {
      const row = rowOf.get(uid);
      if (!row || same(values, row.saved)) continue;
      fill(row, values);
      row.version = version; // what its typist saw: when somebody saved since, both versions are shown
      count += 1;
    }
    if (count) tell(`Đã lấy lại ${count} dòng gõ trước đây trên máy này mà chưa lưu được.`);
    changed();
  }
  restore();

  // --- a round that takes no results any more -------------------------------------------------------------------
  function showKept(place) {
    const store = storage(place.dataset.kept, place.dataset.by);
    const lines = Object.entries(store.read()).map(([uid, { values }]) => {
      const name = document.querySelector(`tr[data-row="${uid}"] .name`)?.textContent.trim() || uid;
      return element("li", `${name}: ${FIELDS.map((field) => values[field]).filter(Boolean).join(" · ")}`);
    });
    if (!lines.length) return;
    const list = element("ul", "");
    list.append(...lines);
    const drop = button("Bỏ các dòng này", () => { store.write({}); place.hidden = true; });
    place.append(`Máy này còn giữ ${lines.length} dòng bạn đã gõ mà chưa lưu được; đợt không nhận kết quả nữa.`, list, drop);
    place.hidden = false;
  }
})();
