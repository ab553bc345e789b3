// A round that takes no results any more: what this browser still keeps of it is shown, to be read or dropped.

import { button, element } from "../typing/page.js";
import { FIELDS } from "./row.js";

export function showKept(place, store) {
  const lines = Object.entries(store.read() ?? {}).map(([uid, { values }]) => {
    const heading = document.querySelector(`tr[data-row="${uid}"] .name`);
    const texts = FIELDS.map((field) => values[field]).filter(Boolean);
    return element("li", `${heading?.textContent.trim() || uid}: ${texts.join(" · ")}`);
  });
  if (!lines.length) return;
  const list = element("ul", "");
  list.append(...lines);
  const drop = button("Bỏ các dòng này", () => {
    store.write(null);
    place.hidden = true;
  });
  place.append(
    `Máy này còn giữ ${lines.length} dòng bạn đã gõ mà chưa lưu được; đợt không nhận kết quả nữa.`,
    list,
    drop,
  );
  place.hidden = false;
}
