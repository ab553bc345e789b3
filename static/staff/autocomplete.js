// The search boxes that Django makes of place and producer fields have no name for a screen reader: they get their label's.
"use strict";

(() => {
  const name = (select) => {
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    const label = document.querySelector(`label[for="${select.id}"]`);
    if (!box || !label) return;
    label.id ||= `label-${select.id}`;
    const shown = box.querySelector(".select2-selection__rendered");
    shown.setAttribute("aria-labelledby", label.id);
    box.setAttribute("aria-labelledby", shown.id ? `${label.id} ${shown.id}` : label.id);
    const typed = box.querySelector(".select2-search__field");
    if (typed) typed.setAttribute("aria-labelledby", label.id);
  };
  const nameAll = () => document.querySelectorAll("select.admin-autocomplete").forEach(name);
  window.addEventListener("load", () => setTimeout(nameAll));
  document.addEventListener("formset:added", () => setTimeout(nameAll));
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".select2-dropdown .select2-search__field")) event.target.setAttribute("aria-label", "Gõ để tìm");
  });
})();
