// A block copied in Excel: read, fitted into a table of cells, put there and taken back.

// Cells between tabs, rows between line ends, a cell with either in it between quotes. Empty rows at the end are dropped.
export function readBlock(text) {
  const lines = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    const line = lines.at(-1);
    const cell = line.length - 1;
    if (sign === '"' && quoted && text[at + 1] === '"') {
      line[cell] += '"';
      at += 1;
    } else if (sign === '"' && (quoted || line[cell] === "")) quoted = !quoted;
    else if (quoted) line[cell] += sign === "\n" ? " " : sign === "\r" ? "" : sign;
    else if (sign === "\t") line.push("");
    else if (sign === "\n") lines.push([""]);
    else if (sign !== "\r") line[cell] += sign;
  }
  while (lines.length && lines.at(-1).every((cell) => !cell.trim())) lines.pop();
  return lines;
}

export const isSingle = (block) => block.length === 1 && block[0].length === 1;

// Excel may hand over 86.4 where the machine is set to English; a plain number is written as the office writes it.
export const asTyped = (text) => (/^\s*\d+\.\d+\s*$/.test(text) ? text.replace(".", ",") : text);

// Why a block cannot be put there, or "". `table` holds rows of cells; null stands for one that takes no text: it is
// passed over, and `skipped` says how often.
export function refusal(block, { table, row, column }) {
  const tall = table.length - row;
  const wide = table[row].length - column;
  const widest = Math.max(...block.map((line) => line.length));
  if (block.length > tall)
    return (
      `Khối dán có ${block.length} dòng, từ dòng này chỉ còn ${tall} dòng: chưa dán gì. ` +
      "Chọn lại vùng trong Excel (bỏ dòng tiêu đề), hoặc dán từ dòng cao hơn."
    );
  if (widest > wide)
    return (
      `Khối dán có ${widest} cột, từ ô này chỉ còn ${wide} cột: chưa dán gì. ` +
      "Chọn lại vùng trong Excel, hoặc dán từ cột bên trái hơn."
    );
  return "";
}

// How many texts of a block meet a cell that takes none.
export function skipped(block, { table, row, column }) {
  const met = block.flatMap((line, down) =>
    line.filter((text, right) => text.trim() && !table[row + down][column + right]),
  );
  return met.length;
}

// The cells under a block with the text each of them gets; cells that take no text are left out.
export function targets(block, { table, row, column }) {
  return block
    .flatMap((line, down) =>
      line.map((text, right) => [table[row + down][column + right], text.trim()]),
    )
    .filter(([cell]) => cell);
}
