// Taking in applications, a little faster: the list narrows as one types, ticks are counted, Enter in a cell does not send.

const fold = (text) =>
  text
    .toLowerCase()
    .replace(/đ/g, "d")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "");

const isTicked = (row) => row.querySelector("input[type=checkbox]").checked;

function narrow(rows, sought) {
  const words = fold(sought).split(/\s+/).filter(Boolean);
  for (const row of rows) {
    const text = fold(`${row.cells[1].textContent} ${row.cells[2].textContent}`);
    row.hidden = !isTicked(row) && !words.every((word) => text.includes(word));
  }
}

function count(rows, counter) {
  const ticked = rows.filter(isTicked).length;
  counter.textContent = ticked ? `Đã chọn ${ticked}.` : "";
}

function start(form) {
  const rows = [...form.querySelectorAll("table.tick tbody tr")];
  const filter = form.querySelector("#id_filter");
  const counter = form.querySelector("[data-ticked]");
  if (rows.length && filter && counter) {
    // A server-side search shows a part of the list only; then the button has to ask again.
    if (!filter.value) filter.addEventListener("input", () => narrow(rows, filter.value));
    form.addEventListener("change", () => count(rows, counter));
    count(rows, counter);
  }
  form.addEventListener("keydown", (event) => {
    const inCell = event.target.matches("table input[type=text], table input[type=checkbox]");
    if (event.key === "Enter" && inCell) event.preventDefault();
  });
}

const form = document.querySelector("form.take-in");
if (form) start(form);
