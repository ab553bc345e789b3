// The grids of score sheets: keyboard, paste from Excel, running sums, every sheet saved as it is typed, nothing lost on a
// dropped line. Without this script the page is a plain form. Rules live on the server: faults and stars come with every save.

import { Autosave, settle } from "../typing/autosave.js";
import { asTyped } from "../typing/block.js";
import { connect } from "../typing/cells.js";
import { localCopy } from "../typing/local-copy.js";
import { showSaving, teller } from "../typing/page.js";
import { post } from "../typing/post.js";
import { after, firstOf, isWhole, levelsOf } from "./onward.js";
import { fill, readUnit, show, showConflict, showSums } from "./unit.js";

const PAUSE = 700; // ms after the last key before a sheet is sent
const BETWEEN = 50; // ms between two requests while sheets are left
const AT_ONCE = 40; // sheets in one request

function start(form) {
  const units = [...form.querySelectorAll("[data-version]")].map((one) => readUnit(form, one));
  const page = {
    form,
    units,
    unitOf: new Map(units.map((unit) => [unit.key, unit])),
    totals: form.dataset.mode === "totals",
    tell: teller(form.querySelector("[data-message]")),
    savedAt: "",
    leaving: false,
  };
  const store = localCopy(`ocop-sheets:${location.pathname}:${form.dataset.by}`);
  page.autosave = new Autosave(units, {
    pause: PAUSE,
    between: BETWEEN,
    atOnce: AT_ONCE,
    keep: (unsaved) => store.writeEntries(unsaved),
    show: () => showState(page),
    deliver: (waiting) => deliver(page, waiting),
  });
  const grid = gridOf(page);
  connect(form, grid);
  form.addEventListener("submit", (event) => onSubmit(event, page));
  page.autosave.guard(window, { leaving: () => page.leaving });
  const count = page.autosave.restore(store.read() ?? {}, fill);
  if (count) page.tell(`Đã lấy lại ${count} phiếu gõ trước đây trên máy này mà chưa lưu được.`);
  offerFirst(page, grid);
  changed(page, units);
  // a phone would open its keyboard over the page
  if (matchMedia("(min-width: 768px)").matches) firstOf(grid.tables)?.focus();
}

async function deliver(page, waiting) {
  const { by, mode } = page.form.dataset;
  const told = await post(page.form, { by, mode, rows: waiting.map(rowOf) }, "các phiếu");
  for (const answer of told.rows) accept(page, page.unitOf.get(answer.uid), answer);
  page.savedAt = told.saved_at;
}

const rowOf = ({ key, version, scoring, sent }) => ({ uid: key, version, scoring, values: sent });

function accept(page, unit, answer) {
  const outcome = settle(unit, answer);
  if (outcome === "refused") unit.state.textContent = answer.problems.join(" ");
  if (outcome === "saved") show(unit, answer);
  if (outcome === "conflict") showConflict(unit, answer, () => changed(page, [unit]));
}

function changed(page, units) {
  for (const unit of units) {
    unit.refused = false;
    showSums(unit, page.totals);
  }
  page.autosave.changed();
}

// A second scoring: the points of the first one into the cells that are still empty, sheet by sheet, when asked.
function offerFirst(page, grid) {
  for (const offer of page.form.querySelectorAll("[data-take-first]")) {
    const unit = page.unitOf.get(offer.dataset.takeFirst);
    offer.hidden = false;
    offer.addEventListener("click", () => takeFirst(unit, grid));
  }
}

function takeFirst(unit, grid) {
  const empty = Object.values(unit.inputs).filter((input) => !input.value.trim());
  for (const input of empty) {
    const first = input.closest("td").querySelector("[data-first]");
    if (first) grid.put(input, first.dataset.first);
  }
  grid.changed(empty);
}

function gridOf(page) {
  const unitAt = ({ dataset }) => page.unitOf.get(dataset.unit);
  const put = (input, text) => {
    input.value = text;
  };
  const tables = tablesOf(page.form);
  const across = page.form.dataset.across === "1";
  return {
    tables,
    onward: (input) =>
      isWhole(input.value, levelsOf(input)) ? after(tables, input, across) : null,
    isCell: (input) => Boolean(input.dataset.unit),
    read: (input) => input.value,
    put,
    pasted: (_, text) => (page.totals ? asTyped(text) : text),
    reset: (input) => put(input, unitAt(input).saved[input.dataset.field] || ""),
    changed: (inputs) => changed(page, new Set(inputs.map(unitAt))),
    tell: page.tell,
  };
}

function onSubmit(event, page) {
  page.leaving = Boolean(event.submitter?.name.startsWith("close"));
  if (page.leaving) return; // closing sends the whole form, what is typed included
  event.preventDefault();
  page.autosave.send();
}

// Rows of inputs per table; null where a sheet takes no text.
const tablesOf = (form) =>
  [...form.querySelectorAll("table")].map((table) =>
    [...table.querySelectorAll("tr[data-line]")].map((tr) =>
      [...tr.querySelectorAll("td.cell")].map((td) => td.querySelector("input")),
    ),
  );

function showState({ form, autosave, savedAt }) {
  const unsaved = autosave.unsaved();
  const conflicts = unsaved.filter((unit) => unit.conflict).length;
  const refused = unsaved.filter((unit) => unit.refused).length;
  const more = [];
  if (conflicts) more.push(`${conflicts} phiếu người khác cũng vừa sửa: chọn giữ bản nào.`);
  if (refused) more.push(`${refused} phiếu không nhận được: xem lý do ở dòng “Phiếu”.`);
  showSaving(form.querySelector("[data-state]"), autosave, { noun: "phiếu", savedAt, more });
}

const form = document.querySelector("form[data-sheets]");
if (form) start(form);
