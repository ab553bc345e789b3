// One row of the results grid: its cells, what they say, what the server says of them.

export const FIELDS = [
  "total",
  "part_a",
  "part_b",
  "part_c",
  "marks_met",
  "missed_criteria",
  "disqualified",
  "disqualified_reason",
];
const MARK_WORDS = { không: "2", 0: "2" };
const YES = new Set(["1", "x", "có", "loại", "bị loại", "true", "on"]);

export function readRow(tr) {
  const row = { tr, key: tr.dataset.row, fields: FIELDS, conflict: false };
  row.inputs = Object.fromEntries(
    FIELDS.map((name) => [name, tr.querySelector(`[data-field="${name}"]`)]),
  );
  row.version = Number(tr.querySelector('input[name$="-version"]').value);
  // Figures of closed score sheets: they are changed on the sheets.
  row.fromSheets = tr.classList.contains("from-sheets");
  row.read = () => Object.fromEntries(FIELDS.map((name) => [name, textOf(row.inputs[name])]));
  row.saved = row.read();
  return row;
}

export function textOf(input) {
  if (input.type === "checkbox") return input.checked ? "1" : "";
  return input.value.trim();
}

// Write a text into a cell as if it had been typed or chosen.
export function put(input, text) {
  const typed = text.trim();
  if (input.type === "checkbox") {
    input.checked = YES.has(typed.toLowerCase());
  } else if (input.tagName === "SELECT") {
    const value = markOf(typed);
    // What is no choice stays visible as typed; the server says what is wrong with it.
    if (![...input.options].some((option) => option.value === value))
      input.add(new Option(value, value));
    input.value = value;
  } else {
    input.value = typed;
  }
}

// The value of a mark as people write it: "4", "4 sao", "4*", "không".
export function markOf(typed) {
  const word = typed.toLowerCase().replace("sao", "").replace("*", "").trim();
  return MARK_WORDS[word] ?? (/^[2-5]$/.test(word) ? word : typed);
}

export function fill(row, values) {
  for (const name of FIELDS) put(row.inputs[name], values[name] || "");
}

export const outcomeOf = (answer) =>
  answer.disqualified ? "Bị loại" : answer.stars ? `${answer.stars} sao` : "";

// Faults, stars and their reason, as they come back with every save.
export function show(row, answer) {
  const faulty = Object.keys(answer.errors).length > 0;
  row.tr.className = faulty ? "draft" : outcomeOf(answer) ? "saved" : "empty";
  row.tr.querySelector("[data-outcome]").textContent = outcomeOf(answer);
  row.tr.querySelector("[data-why]").textContent = answer.why;
  for (const name of FIELDS) {
    const error = answer.errors[name] || "";
    const cell = row.inputs[name].closest("td");
    cell.classList.toggle("has-error", Boolean(error));
    cell.querySelector(".cell-error").textContent = error;
    row.inputs[name].toggleAttribute("aria-invalid", Boolean(error));
  }
}
