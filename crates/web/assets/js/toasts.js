// Messages leave after eight seconds, wait while they are pointed at, and are read out.
import { $, $$, announce, on } from "./page.js";

const area = $("#toasts");

function begin(toast) {
  let timer;
  const stop = () => clearTimeout(timer);
  const start = () => { stop(); timer = setTimeout(() => toast.remove(), 8000); };
  for (const type of ["pointerenter", "focusin"]) toast.addEventListener(type, stop);
  for (const type of ["pointerleave", "focusout"]) toast.addEventListener(type, start);
  start();
  announce($("p", toast).textContent);
}

on("click", "[data-close-toast]", (event, button) => button.closest("[data-toast]").remove());

export function undoLast() {
  const form = $$("#toasts form[data-undo]").at(-1);
  form?.requestSubmit();
  return Boolean(form);
}

if (area) {
  $$("[data-toast]", area).forEach(begin);
  new MutationObserver((changes) => changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.matches?.("[data-toast]")).forEach(begin))
    .observe(area, { childList: true });
}
