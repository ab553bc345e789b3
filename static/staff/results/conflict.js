// Two people on one row: the other's version stands below it until the typist chooses one.

import { button, element } from "../typing/page.js";
import { FIELDS, fill, show } from "./row.js";

// settled(): the typist has chosen, and the row is saved again.
export function showConflict(row, answer, settled) {
  row.tr.classList.add("stale");
  if (row.tr.nextElementSibling?.classList.contains("theirs")) row.tr.nextElementSibling.remove();
  const line = element("tr", "", { className: "theirs" });
  const choose = (take) => {
    row.conflict = false;
    row.tr.classList.remove("stale");
    line.remove();
    if (take) takeTheirs(row, answer.theirs);
    settled();
  };
  const cell = element("td", "", { colSpan: 11 });
  cell.append(
    element("strong", `Bản của ${answer.who || "người khác"}: `),
    `${wordsOf(row, answer.theirs).join("; ") || "dòng trống"}. `,
    button("Giữ của tôi", () => choose(false)),
    " ",
    button("Lấy của họ", () => choose(true)),
  );
  line.append(cell);
  row.tr.after(line);
}

function wordsOf(row, theirs) {
  const heading = (name) => row.inputs[name].closest("td").dataset.label;
  return FIELDS.filter((name) => theirs[name]).map(
    (name) => `${heading(name)} ${name === "disqualified" ? "có" : theirs[name]}`,
  );
}

function takeTheirs(row, theirs) {
  fill(row, theirs);
  show(row, { errors: {}, stars: null, why: "" });
  row.saved = {}; // sent once more, so that its stars and faults are shown
}
