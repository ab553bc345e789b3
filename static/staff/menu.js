// The menu's lists close when one works elsewhere: a click outside, Escape, or the focus leaving them. Without this script
// they open and close by their headings alone.

function start(menu) {
  const close = (but) => {
    for (const list of menu.querySelectorAll("details[open]")) if (list !== but) list.open = false;
  };
  document.addEventListener("click", (event) => close(event.target.closest(".work-menu details")));
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(null);
  });
  menu.addEventListener("keydown", (event) => {
    const open = menu.querySelector("details[open]");
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}

const menu = document.querySelector(".work-menu");
if (menu) start(menu);
