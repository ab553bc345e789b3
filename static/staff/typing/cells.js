// The keyboard and the clipboard of a form of cells, for every grid the same.

import { isSingle, readBlock, refusal, targets } from "./block.js";
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
  });
  form.addEventListener("input", ({ target }) => {
    if (grid.isCell(target)) grid.changed([target]);
  });
  document.addEventListener("paste", (event) => onPaste(event, grid, last));
}

function onKey(event, grid) {
  const way = step(event);
  if (event.key === "Escape") {
    grid.reset(event.target);
    grid.changed([event.target]);
  } else if (way) {
    event.preventDefault(); // Enter must not send the form, arrows must not turn a choice
    nextCell(placeOf(grid.tables, event.target), way)?.focus();
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
  const problem = refusal(block, place);
  if (problem) grid.tell(problem);
  else paste(block, place, grid);
}

// One text pasted while the caret stands in a cell is the browser's to put there; outside the grid it goes nowhere
// while no cell was chosen yet.
const isBrowsers = (elsewhere, last) => (elsewhere ? elsewhere.type === "text" : !last);

export function paste(block, place, grid) {
  const before = targets(block, place).map(([cell, text]) => {
    const old = grid.read(cell);
    grid.put(cell, grid.pasted(cell, text));
    return [cell, old];
  });
  const touched = before.map(([cell]) => cell);
  grid.changed(touched);
  const undo = button("Hoàn tác", () => {
    for (const [cell, old] of before) grid.put(cell, old);
    grid.changed(touched);
    grid.tell("");
  });
  grid.tell(`Đã dán ${block.length} dòng.`, undo);
}
