// The search boxes that Django makes of place and producer fields have no name for a screen reader: they get their label's.

function name(select) {
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  const label = document.querySelector(`label[for="${select.id}"]`);
  if (!box || !label) return;
  label.id ||= `label-${select.id}`;
  const shown = box.querySelector(".select2-selection__rendered");
  shown.setAttribute("aria-labelledby", label.id);
  box.setAttribute("aria-labelledby", shown.id ? `${label.id} ${shown.id}` : label.id);
  const typed = box.querySelector(".select2-search__field");
  if (typed) typed.setAttribute("aria-labelledby", label.id);
}

function nameAll() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) name(select);
}

window.addEventListener("load", () => setTimeout(nameAll));
document.addEventListener("formset:added", () => setTimeout(nameAll));
document.addEventListener("focusin", ({ target }) => {
  if (target.matches(".select2-dropdown .select2-search__field"))
    target.setAttribute("aria-label", "Gõ để tìm");
});
