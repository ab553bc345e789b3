// One score sheet in a grid: its cells, its running sums, what the server says of it.

import { button, element } from "../typing/page.js";
import { pointsIn, sumsOf } from "./sums.js";

// `hidden` holds the sheet's key and version; the plain form, which closes a sheet, sends it too.
export function readUnit(form, hidden) {
  const key = hidden.dataset.version;
  const inputs = Object.fromEntries(
    [...form.querySelectorAll(`input[data-unit="${key}"]`)].map((input) => [
      input.dataset.field,
      input,
    ]),
  );
  const unit = {
    key,
    inputs,
    fields: Object.keys(inputs),
    scoring: Number(hidden.dataset.scoring),
    conflict: false,
    refused: false,
    state: form.querySelector(`[data-unit-state="${key}"]`),
    stars: form.querySelector(`[data-stars="${key}"]`),
    sums: [...form.querySelectorAll(`[data-sum][data-of="${key}"]`)],
    read: () => mapped(inputs, (input) => input.value.trim()),
    get version() {
      return Number(hidden.value);
    },
    set version(version) {
      hidden.value = version;
    },
  };
  unit.saved = unit.read();
  return unit;
}

const mapped = (inputs, change) =>
  Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, change(input)]));

export function fill(unit, values) {
  for (const [name, input] of Object.entries(unit.inputs)) input.value = values[name] || "";
}

export function showSums(unit, totals) {
  const scored = Object.values(unit.inputs).filter((input) => input.dataset.part);
  for (const input of scored)
    input.closest("td").classList.toggle("is-open", input.value.trim() === "");
  const sums = sumsOf(
    scored.map((input) => [input.dataset.part, pointsIn(input.value.trim(), totals)]),
  );
  for (const place of unit.sums) place.textContent = sums[place.dataset.sum] ?? "";
}

// Faults, gaps and stars, as they come back with every save.
export function show(unit, answer) {
  for (const [name, input] of Object.entries(unit.inputs)) {
    const error = answer.errors[name] || "";
    const cell = input.closest("td");
    cell.classList.toggle("has-error", Boolean(error));
    cell.classList.toggle("is-missing", answer.missing.includes(name));
    cell.querySelector(".cell-error").textContent = error;
    input.toggleAttribute("aria-invalid", Boolean(error));
  }
  dropTheirs(unit);
  if (unit.stars) unit.stars.textContent = answer.stars;
  const faults = Object.keys(answer.errors).length;
  unit.state.textContent = faults
    ? `${faults} ô sai`
    : answer.complete
      ? "đủ, chưa khóa"
      : `còn ${answer.missing.length} mục`;
}

function dropTheirs(unit) {
  for (const input of Object.values(unit.inputs))
    input.closest("td").querySelector(".cell-theirs")?.remove();
}

// Two people on one sheet: the other's text stands below every cell that differs until the typist chooses.
// settled(): the typist has chosen, and the sheet is saved again.
export function showConflict(unit, answer, settled) {
  const choose = (take) => {
    unit.conflict = false;
    dropTheirs(unit);
    if (take) fill(unit, answer.theirs);
    unit.state.textContent = "";
    settled();
  };
  for (const [name, input] of Object.entries(unit.inputs)) {
    const theirs = answer.theirs[name] || "";
    if (theirs === input.value.trim()) continue;
    const told = element("span", `họ: ${theirs || "trống"}`, { className: "cell-theirs" });
    input.closest("td").append(told);
  }
  unit.state.replaceChildren(
    element("strong", `${answer.who || "Người khác"} cũng vừa sửa: `),
    button("Giữ của tôi", () => choose(false)),
    " ",
    button("Lấy của họ", () => choose(true)),
  );
}
