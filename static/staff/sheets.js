// The grids of score sheets: keyboard, paste from Excel, running sums, every sheet saved as it is typed, nothing lost on a
// dropped line. Without this script the page is a plain form. Rules live on the server: faults and stars come with every save.
"use strict";

(() => {
  const form = document.querySelector("form[data-sheets]");
  if (!form) return;
  const { storage, element, button, readBlock, step, asTyped, post } = window.cells;
  const PAUSE = 700; // ms after the last key before a sheet is sent
  const LONGEST_WAIT = 60_000;
  const AT_ONCE = 40; // sheets in one request
  const PARTS = ["A", "B", "C"];
  const totals = form.dataset.mode === "totals";

  const kept = storage(`ocop-sheets:${location.pathname}:${form.dataset.by}`);
  const stateLine = form.querySelector("[data-state]");
  const message = form.querySelector("[data-message]");
  const units = new Map([...form.querySelectorAll("[data-version]")].map((hidden) => [hidden.dataset.version, readUnit(hidden)]));
  const tables = [...form.querySelectorAll("table")].map((table) =>
    [...table.querySelectorAll("tr[data-line]")].map((tr) => [...tr.querySelectorAll("td.cell")].map((td) => td.querySelector("input"))));
  let lastCell = null, timer = 0, sending = false, wait = 0, trouble = "", savedAt = "";

  // --- sheets ---------------------------------------------------------------------------------------------------
  function readUnit(hidden) {
    const key = hidden.dataset.version;
    const inputs = Object.fromEntries([...form.querySelectorAll(`input[data-unit="${key}"]`)].map((input) => [input.dataset.field, input]));
    const unit = { key, inputs, hidden, version: Number(hidden.value), scoring: Number(hidden.dataset.scoring), conflict: false, refused: false };
    unit.state = form.querySelector(`[data-unit-state="${key}"]`);
    unit.stars = form.querySelector(`[data-stars="${key}"]`);
    unit.sums = [...form.querySelectorAll(`[data-sum][data-of="${key}"]`)];
    unit.saved = valuesOf(unit);
    return unit;
  }

  function valuesOf(unit) {
    return Object.fromEntries(Object.entries(unit.inputs).map(([name, input]) => [name, input.value.trim()]));
  }

  const same = (unit, one, other) => Object.keys(unit.inputs).every((name) => (one[name] || "") === (other[name] || ""));
  const unsaved = () => [...units.values()].filter((unit) => !same(unit, valuesOf(unit), unit.saved));
  const waiting = () => unsaved().filter((unit) => !unit.conflict && !unit.refused);

  function fill(unit, values) {
    for (const [name, input] of Object.entries(unit.inputs)) input.value = values[name] || "";
  }

  // --- running sums ---------------------------------------------------------------------------------------------
  function pointsIn(text) {
    const found = totals ? /^\d{1,3}(?:[.,]\d{1,2})?$/.exec(text) : /(?:^|\s)(\d{1,3})(?:\s|$)/.exec(text);
    return found ? Number((totals ? found[0] : found[1]).replace(",", ".")) : null;
  }

  function showSums(unit) {
    const sums = Object.fromEntries(PARTS.map((part) => [part, 0]));
    let open = 0, scored = 0;
    for (const input of Object.values(unit.inputs)) {
      if (!input.dataset.part) continue;
      const points = pointsIn(input.value.trim());
      if (points === null) open += 1;
      else { sums[input.dataset.part] += points; scored += 1; }
      input.closest("td").classList.toggle("is-open", input.value.trim() === "");
    }
    const total = PARTS.reduce((sum, part) => sum + sums[part], 0);
    for (const place of unit.sums) {
      const value = place.dataset.sum === "total" ? total : sums[place.dataset.sum];
      place.textContent = scored ? value.toFixed(2).replace(".", ",") : "";
    }
    unit.open = scored ? open : 0;
  }

  // --- saving ---------------------------------------------------------------------------------------------------
  function changed(unit) {
    unit.refused = false;
    showSums(unit);
    keep();
    schedule(PAUSE);
    showState();
  }

  function keep() {
    kept.write(Object.fromEntries(unsaved().map((unit) => [unit.key, { version: unit.version, values: valuesOf(unit) }])));
  }

  function schedule(delay) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  async function send() {
    const now = waiting().slice(0, AT_ONCE);
    if (sending || !now.length) return;
    sending = true;
    showState();
    for (const unit of now) unit.sent = valuesOf(unit);
    const rows = now.map(({ key, version, scoring, sent }) => ({ uid: key, version, scoring, values: sent }));
    try {
      const told = await post(form, { by: form.dataset.by, mode: form.dataset.mode, rows }, "các phiếu");
      for (const answer of told.rows) accept(units.get(answer.uid), answer);
      savedAt = told.saved_at;
      trouble = "";
      wait = 0;
    } catch (problem) {
      trouble = problem.message;
      wait = Math.min(Math.max(wait * 2, 2_000), LONGEST_WAIT);
    }
    sending = false;
    keep();
    showState();
    if (waiting().length) schedule(wait || 50);
  }

  function accept(unit, answer) {
    if (answer.outcome === "refused") {
      unit.refused = true; // not sent again until it is typed into; what was typed stays here
      unit.state.textContent = answer.problems.join(" ");
      return;
    }
    if (answer.outcome === "stale") {
      const ownEarlierSave = unit.acknowledged && same(unit, answer.theirs, unit.acknowledged);
      setVersion(unit, answer.version);
      unit.saved = answer.theirs;
      if (!ownEarlierSave && !same(unit, valuesOf(unit), answer.theirs)) showConflict(unit, answer);
      return;
    }
    setVersion(unit, answer.version);
    unit.saved = unit.acknowledged = unit.sent;
    show(unit, answer);
  }

  function setVersion(unit, version) {
    unit.version = version;
    unit.hidden.value = version; // for the plain form, when a sheet is closed
  }

  function show(unit, answer) {
    for (const [name, input] of Object.entries(unit.inputs)) {
      const error = answer.errors[name] || "", cell = input.closest("td");
      cell.classList.toggle("has-error", Boolean(error));
      cell.classList.toggle("is-missing", answer.missing.includes(name));
      cell.querySelector(".cell-error").textContent = error;
      cell.querySelector(".cell-theirs")?.remove();
      input.toggleAttribute("aria-invalid", Boolean(error));
    }
    if (unit.stars) unit.stars.textContent = answer.stars;
    const faults = Object.keys(answer.errors).length;
    unit.state.textContent = faults ? `${faults} ô sai` : answer.complete ? "đủ, chưa khóa" : `còn ${answer.missing.length} mục`;
  }

  function showConflict(unit, answer) {
    unit.conflict = true;
    const settle = (take) => {
      unit.conflict = false;
      for (const input of Object.values(unit.inputs)) input.closest("td").querySelector(".cell-theirs")?.remove();
      if (take) fill(unit, answer.theirs);
      unit.state.textContent = "";
      changed(unit);
    };
    for (const [name, input] of Object.entries(unit.inputs)) {
      if ((answer.theirs[name] || "") === input.value.trim()) continue;
      input.closest("td").append(element("span", `họ: ${answer.theirs[name] || "trống"}`, { className: "cell-theirs" }));
    }
    unit.state.replaceChildren(
      element("strong", `${answer.who || "Người khác"} cũng vừa sửa: `),
      button("Giữ của tôi", () => settle(false)), " ", button("Lấy của họ", () => settle(true)),
    );
  }

  // --- what the person is told ----------------------------------------------------------------------------------
  function showState() {
    const all = unsaved(), conflicts = all.filter((unit) => unit.conflict).length, refused = all.filter((unit) => unit.refused).length;
    const parts = [];
    if (all.length) parts.push(`${sending ? "Đang lưu" : "Chưa lưu"} ${all.length} phiếu.`);
    else if (savedAt) parts.push(`Đã lưu lúc ${savedAt}.`);
    if (conflicts) parts.push(`${conflicts} phiếu người khác cũng vừa sửa: chọn giữ bản nào.`);
    if (refused) parts.push(`${refused} phiếu không nhận được: xem lý do ở dòng “Phiếu”.`);
    if (all.length && trouble) parts.push(trouble);
    const text = parts.join(" ");
    if (stateLine.textContent !== text) stateLine.textContent = text;
    stateLine.classList.toggle("waiting", Boolean(all.length));
    stateLine.classList.toggle("trouble", Boolean(all.length && (trouble || conflicts || refused)));
  }

  function tell(text, ...more) {
    message.replaceChildren(text, " ", ...more);
    message.hidden = !text;
  }

  // --- keyboard -------------------------------------------------------------------------------------------------
  function placeOf(input) {
    for (const table of tables) {
      const row = table.findIndex((line) => line.includes(input));
      if (row >= 0) return { table, row, column: table[row].indexOf(input) };
    }
    return null;
  }

  // The next cell that way that can be typed into; closed sheets are passed over.
  function move(input, [down, right]) {
    const { table, row, column } = placeOf(input);
    for (let y = row + down, x = column + right; table[y] && x >= 0 && x < table[y].length; y += down, x += right) {
      if (!table[y][x]) continue;
      table[y][x].focus();
      return;
    }
  }

  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.dataset.unit || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape") {
      const unit = units.get(input.dataset.unit);
      input.value = unit.saved[input.dataset.field] || "";
      changed(unit);
      return;
    }
    const way = step(event);
    if (!way) return;
    event.preventDefault(); // Enter must not send the form
    move(input, way);
  });

  form.addEventListener("focusin", (event) => {
    if (!event.target.dataset.unit) return;
    lastCell = event.target;
    lastCell.select();
  });

  form.addEventListener("input", (event) => { if (event.target.dataset.unit) changed(units.get(event.target.dataset.unit)); });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name.startsWith("close")) { leaving = true; return; } // closing sends the whole form, what is typed included
    event.preventDefault();
    send();
  });

  // --- paste ----------------------------------------------------------------------------------------------------
  function refusal(block, { table, row, column }) {
    const tall = table.length - row, wide = table[row].length - column;
    const widest = Math.max(...block.map((line) => line.length));
    if (block.length > tall) return `Khối dán có ${block.length} dòng, từ dòng này chỉ còn ${tall} dòng: chưa dán gì. Chọn lại vùng trong Excel (bỏ dòng tiêu đề), hoặc dán từ dòng cao hơn.`;
    if (widest > wide) return `Khối dán có ${widest} cột, từ ô này chỉ còn ${wide} cột: chưa dán gì. Chọn lại vùng trong Excel, hoặc dán từ cột bên trái hơn.`;
    const closed = block.some((line, down) => line.some((text, right) => text.trim() && !table[row + down][column + right]));
    return closed ? "Khối dán trúng ô của phiếu không sửa được (đã khóa, vắng mặt, xung đột lợi ích): chưa dán gì. Dán từng vùng." : "";
  }

  function paste(block, { table, row, column }) {
    const before = [], touched = new Set();
    block.forEach((line, down) => line.forEach((text, right) => {
      const input = table[row + down][column + right];
      if (!input) return;
      before.push([input, input.value]);
      input.value = (totals ? asTyped(text) : text).trim();
      touched.add(input.dataset.unit);
    }));
    const done = () => { for (const key of touched) changed(units.get(key)); };
    done();
    tell(`Đã dán ${block.length} dòng.`, button("Hoàn tác", () => { for (const [input, text] of before) input.value = text; done(); tell(""); }));
  }

  document.addEventListener("paste", (event) => {
    const elsewhere = event.target.closest?.("input, textarea, select");
    if (elsewhere && !elsewhere.dataset.unit) return; // the search box, say
    const block = readBlock(event.clipboardData.getData("text/plain"));
    const start = elsewhere || lastCell;
    const single = block.length === 1 && block[0].length === 1;
    if (!block.length || !start || (single && elsewhere)) return;
    event.preventDefault();
    const place = placeOf(start), problem = refusal(block, place);
    if (problem) tell(problem);
    else paste(block, place);
  });

  // --- beginning and leaving ------------------------------------------------------------------------------------
  let leaving = false;
  window.addEventListener("beforeunload", (event) => { if (!leaving && unsaved().length) event.preventDefault(); });
  window.addEventListener("online", () => schedule(0));

  function restore() {
    let count = 0;
    for (const [key, { version, values }] of Object.entries(kept.read())) {
      const unit = units.get(key);
      if (!unit || same(unit, values, unit.saved)) continue;
      fill(unit, values);
      setVersion(unit, version); // what its typist saw: when somebody saved since, both versions are shown
      count += 1;
    }
    if (count) tell(`Đã lấy lại ${count} phiếu gõ trước đây trên máy này mà chưa lưu được.`);
    for (const unit of units.values()) showSums(unit);
    keep();
    schedule(PAUSE);
    showState();
  }
  restore();
})();
