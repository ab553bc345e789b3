// The running sums of a sheet while it is typed. What counts in the end is what the server adds up.

const PARTS = ["A", "B", "C"];

// The points that a cell stands for, or null. A part's total: "30,5". A level: "3", "3 b", "0 D".
export function pointsIn(text, totals) {
  if (totals) {
    const found = /^\d{1,3}(?:[.,]\d{1,2})?$/.exec(text);
    return found ? Number(found[0].replace(",", ".")) : null;
  }
  const found = /(?:^|\s)(\d{1,3})(?:\s|$)/.exec(text);
  return found ? Number(found[1]) : null;
}

// Of [part, points] per cell: the sum of each part and of all, as text. Nothing while no cell holds points.
export function sumsOf(cells) {
  const scored = cells.filter(([, points]) => points !== null);
  if (!scored.length) return {};
  const total = (some) => some.reduce((sum, [, points]) => sum + points, 0);
  const sums = PARTS.map((part) => [part, total(scored.filter(([one]) => one === part))]);
  return Object.fromEntries(
    [...sums, ["total", total(scored)]].map(([name, sum]) => [
      name,
      sum.toFixed(2).replace(".", ","),
    ]),
  );
}
