// Small parts of a page: an element, a button, a line that tells something.

export const element = (name, text, attributes = {}) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.textContent = text;
  return made;
};

export const button = (label, action) => {
  const made = element("button", label, { type: "button", className: "link-button" });
  made.addEventListener("click", action);
  return made;
};

// A message that stays until the next one; "" takes it away.
export const teller =
  (place) =>
  (text, ...more) => {
    place.replaceChildren(text, " ", ...more);
    place.hidden = !text;
  };

// The line that a screen reader speaks: written only when it says something new.
export function showLine(line, text) {
  if (line.textContent !== text) line.textContent = text;
}

// How the saving stands: "Chưa lưu 3 dòng. …". `more`: sentences that need the person (conflicts, refusals).
export function showSaving(line, autosave, { noun, savedAt, more }) {
  const count = autosave.unsaved().length;
  const parts = [];
  if (count) parts.push(`${autosave.sending ? "Đang lưu" : "Chưa lưu"} ${count} ${noun}.`);
  else if (savedAt) parts.push(`Đã lưu lúc ${savedAt}.`);
  parts.push(...more);
  if (count && autosave.trouble) parts.push(autosave.trouble);
  showLine(line, parts.join(" "));
  line.classList.toggle("waiting", count > 0);
  line.classList.toggle("trouble", count > 0 && Boolean(autosave.trouble || more.length));
}
