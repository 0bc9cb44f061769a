// Fills a menu when it opens. Without script, or when that fails, its link leads to the same lines.
import htmx from "htmx.org/dist/htmx.esm.js";
import { $, fragment, on } from "./page.js";

document.addEventListener("toggle", ({ target, newState }) => {
  const link = newState === "open" && $("a[data-late]", target);
  if (link) fill(target, link);
}, true);

// What a list draws anew comes without the lines; a panel of choices that stands open keeps them.
document.addEventListener("htmx:after:swap", () => {
  const link = $("[popover]:popover-open a[data-late]");
  if (link) fill(link.closest("[popover]"), link);
});

// A line that leads on has done its work; choices may be made one after another.
on("click", ".menu:popover-open a.menu-item:not([data-late])", (event, line) => line.closest(".menu").hidePopover());

async function fill(menu, link) {
  menu.ariaBusy = "true";
  const html = await fragment("menu", link.href);
  menu.ariaBusy = null;
  if (html == null || !menu.isConnected) return;
  const inside = document.activeElement === link;
  menu.innerHTML = html;
  htmx.process(menu);
  if (inside) $("a", menu)?.focus();
}
