// From cell to cell without a key between: a digit that can only be one level of its criterion leads on.

import { placeOf } from "../typing/movement.js";

// Whether a typed text is one of these levels and the beginning of no other one.
export function isWhole(text, levels) {
  return levels.includes(text) && !levels.some((one) => one !== text && one.startsWith(text));
}

export const levelsOf = ({ dataset }) => (dataset.levels ? dataset.levels.split(" ") : []);

// The cell after this one on its sheet, then the first one of the next sheet. `across`: sheets lie in rows, else in
// columns. Cells that are no criterion (remarks) and those that take no text are passed over.
export function after(tables, cell, across) {
  const place = placeOf(tables, cell);
  if (!place) return null;
  const lines = across ? place.table : transposed(place.table);
  const order = lines.flat().filter((one) => one === cell || (one && levelsOf(one).length));
  return order[order.indexOf(cell) + 1] ?? null;
}

const transposed = (table) =>
  Array.from({ length: Math.max(...table.map((line) => line.length)) }, (_, column) =>
    table.map((line) => line[column]),
  );

// Where typing begins: the first criterion that is still open, else the first cell at all.
export function firstOf(tables) {
  const cells = tables.flat(2).filter(Boolean);
  return cells.find((one) => one.value === "") ?? cells[0] ?? null;
}
