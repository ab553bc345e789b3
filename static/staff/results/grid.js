// The results grid: keyboard, paste from Excel, rows saved as they are typed, nothing lost on a dropped line.
// Without this script the page is a plain form. Rules live on the server: stars and faults come back with every save.

import { Autosave, settle } from "../typing/autosave.js";
import { asTyped } from "../typing/block.js";
import { connect } from "../typing/cells.js";
import { localCopy } from "../typing/local-copy.js";
import { showSaving, teller } from "../typing/page.js";
import { post } from "../typing/post.js";
import { showConflict } from "./conflict.js";
import { showKept } from "./kept.js";
import { FIELDS, fill, put, readRow, show, textOf } from "./row.js";

const PAUSE = 700; // ms after the last key before a row is sent
const NUMBERS_FROM_EXCEL = new Set(["total", "part_a", "part_b", "part_c"]);

const storeOf = (round, by) => localCopy(`ocop-results:${round}:${by}`);

function start(form) {
  const rows = [...form.querySelectorAll("tr[data-row]")].map(readRow);
  const page = {
    form,
    rows,
    rowOf: new Map(rows.map((row) => [row.key, row])),
    tell: teller(form.querySelector("[data-message]")),
    savedAt: "",
  };
  const store = storeOf(form.dataset.grid, form.dataset.by);
  page.autosave = new Autosave(rows, {
    pause: PAUSE,
    keep: (unsaved) => store.writeEntries(unsaved),
    show: () => showState(page),
    deliver: (waiting) => deliver(page, waiting),
  });
  connect(form, gridOf(page));
  form.addEventListener("change", ({ target }) => onChange(target, page));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    page.autosave.send();
  });
  page.autosave.guard(window);
  const count = page.autosave.restore(store.read() ?? {}, fill);
  if (count) page.tell(`Đã lấy lại ${count} dòng gõ trước đây trên máy này mà chưa lưu được.`);
  page.autosave.changed();
}

async function deliver(page, waiting) {
  const rows = waiting.map(({ key, version, sent }) => ({ uid: key, version, values: sent }));
  const told = await post(page.form, { by: page.form.dataset.by, rows }, "các dòng");
  for (const answer of told.rows) accept(page, page.rowOf.get(answer.uid), answer);
  page.form.querySelector("[data-summary]").textContent = told.summary;
  page.savedAt = told.saved_at;
}

function accept(page, row, answer) {
  const outcome = settle(row, answer);
  if (outcome === "saved") show(row, answer);
  if (outcome === "conflict") showConflict(row, answer, () => page.autosave.changed());
}

const rowAt = (page, input) => page.rowOf.get(input.closest("tr").dataset.row);

function gridOf(page) {
  const reset = (input) => put(input, rowAt(page, input).saved[input.dataset.field] || "");
  return {
    tables: [
      page.rows.map((row) => FIELDS.map((name) => (row.fromSheets ? null : row.inputs[name]))),
    ],
    first: page.rows.find((row) => !row.fromSheets)?.inputs.total,
    isCell: (input) => Boolean(input.dataset.field),
    read: textOf,
    put: (input, text) => {
      if (!rowAt(page, input).fromSheets) put(input, text);
    },
    pasted: (input, text) => (NUMBERS_FROM_EXCEL.has(input.dataset.field) ? asTyped(text) : text),
    reset,
    changed: () => page.autosave.changed(),
    tell: page.tell,
  };
}

// A box or a choice cannot be made read-only: in a row of closed sheets it springs back.
function onChange(input, page) {
  if (!input.dataset.field) return;
  const row = rowAt(page, input);
  if (row.fromSheets) put(input, row.saved[input.dataset.field]);
  page.autosave.changed();
}

function showState({ form, rows, autosave, savedAt }) {
  const faulty = rows.filter((row) => row.tr.classList.contains("draft")).length;
  form.querySelector("[data-faulty]").textContent = faulty
    ? `${faulty} dòng còn lỗi: giữ như bản nháp, chưa tính là có kết quả.`
    : "";
  const conflicts = rows.filter((row) => row.conflict).length;
  const more = conflicts ? [`${conflicts} dòng người khác cũng vừa sửa: chọn giữ bản nào.`] : [];
  showSaving(form.querySelector("[data-state]"), autosave, { noun: "dòng", savedAt, more });
}

const closed = document.querySelector("[data-kept]");
if (closed) showKept(closed, storeOf(closed.dataset.kept, closed.dataset.by));
const form = document.querySelector("form[data-grid]");
if (form) start(form);
