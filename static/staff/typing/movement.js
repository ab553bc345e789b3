// From cell to cell by the keyboard.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// Left and right leave a cell only from its edge, so that a caret can still be moved inside.
export function atEdge(input, right) {
  if (input.type !== "text") return true;
  const { selectionStart: start, selectionEnd: end, value } = input;
  if (start === 0 && end === value.length) return true;
  return start === end && start === (right ? value.length : 0);
}

// Which way a key leads: [rows down, columns right], or null.
export function step(event) {
  if (event.key === "Enter") return [event.shiftKey ? -1 : 1, 0];
  const found = STEPS[event.key];
  if (!found || event.shiftKey) return null;
  return found[1] === 0 || atEdge(event.target, found[1] > 0) ? found : null;
}

// Where a cell stands among tables of rows of cells, or null.
export function placeOf(tables, cell) {
  for (const table of tables) {
    const row = table.findIndex((line) => line.includes(cell));
    if (row >= 0) return { table, row, column: table[row].indexOf(cell) };
  }
  return null;
}

// The next cell that way that takes text, or null; those that do not are passed over.
export function nextCell({ table, row, column }, [down, right]) {
  let y = row + down;
  let x = column + right;
  while (table[y] && x >= 0 && x < table[y].length) {
    if (table[y][x]) return table[y][x];
    y += down;
    x += right;
  }
  return null;
}
