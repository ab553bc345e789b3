// The keyboard and the clipboard of a form of cells, for every grid the same.

import { isSingle, readBlock, refusal, skipped, targets } from "./block.js";
import { nextCell, placeOf, step } from "./movement.js";
import { button } from "./page.js";

// tables: rows of cells, as `placeOf` takes them. isCell(input): whether an input is one.
// read(input), put(input, text): its text; pasted(input, text): a pasted text as one would type it;
// reset(input): back to what is saved. changed(inputs): they hold something else now. tell(text, …): to the person.
// first: where a block goes when no cell was chosen.
export function connect(form, grid) {
  let last = null;
  form.addEventListener("focusin", ({ target }) => {
    if (!grid.isCell(target)) return;
    last = target;
    if (target.type === "text") target.select();
  });
  form.addEventListener("keydown", (event) => {
    const other = event.altKey || event.ctrlKey || event.metaKey || event.isComposing;
    if (grid.isCell(event.target) && !other) onKey(event, grid);
    if (grid.undo && isUndo(event)) {
      event.preventDefault();
      grid.undo();
    }
  });
  form.addEventListener("input", ({ target, inputType }) => {
    if (!grid.isCell(target)) return;
    grid.undo = null;
    grid.changed([target]);
    if (inputType === "insertText") onwardFrom(target, grid);
  });
  document.addEventListener("paste", (event) => onPaste(event, grid, last));
}

const isUndo = ({ key, ctrlKey, metaKey, shiftKey }) =>
  (ctrlKey || metaKey) && !shiftKey && key.toLowerCase() === "z";

// A text that can only be one of the few that the cell takes leads on to the next cell by itself.
// onward(input): that cell, or null; absent where a grid has none such.
function onwardFrom(input, grid) {
  grid.onward?.(input)?.focus();
}

function onKey(event, grid) {
  const way = step(event);
  if (event.key === "Escape") {
    grid.reset(event.target);
    grid.changed([event.target]);
  } else if (way) {
    event.preventDefault(); // Enter must not send the form, arrows must not turn a choice
    const place = placeOf(grid.tables, event.target);
    if (place) nextCell(place, way)?.focus();
  }
}

function onPaste(event, grid, last) {
  const elsewhere = event.target.closest?.("input, textarea, select");
  if (elsewhere && !grid.isCell(elsewhere)) return; // the search box, say
  const block = readBlock(event.clipboardData.getData("text/plain"));
  const start = elsewhere || last || grid.first;
  if (!block.length || !start || (isSingle(block) && isBrowsers(elsewhere, last))) return;
  event.preventDefault();
  const place = placeOf(grid.tables, start);
  const problem = place ? refusal(block, place) : LOCKED;
  if (problem) grid.tell(problem);
  else paste(block, place, grid);
}

// One text pasted while the caret stands in a cell is the browser's to put there; outside the grid it goes nowhere
// while no cell was chosen yet.
const isBrowsers = (elsewhere, last) => (elsewhere ? elsewhere.type === "text" : !last);

const LOCKED = "Ô này không sửa được (đã khóa): chọn một ô khác rồi dán.";

export function paste(block, place, grid) {
  const before = targets(block, place).map(([cell, text]) => {
    const old = grid.read(cell);
    grid.put(cell, grid.pasted(cell, text));
    return [cell, old];
  });
  const touched = before.map(([cell]) => cell);
  grid.changed(touched);
  grid.undo = () => {
    grid.undo = null;
    for (const [cell, old] of before) grid.put(cell, old);
    grid.changed(touched);
    grid.tell("");
  };
  const left = skipped(block, place);
  const told = left
    ? ` Bỏ qua ${left} ô không sửa được (đã khóa, vắng mặt, xung đột lợi ích).`
    : "";
  grid.tell(`Đã dán ${block.length} dòng.${told}`, button("Hoàn tác", grid.undo));
}
