// Moving along the rows of a list, ticking them, and the panel that shows one beside it.
import htmx from "htmx.org/dist/htmx.esm.js";
import { $, $$, fragment, on } from "./page.js";

const rows = () => $$("[data-rows] [data-row]");
const current = () => document.activeElement.closest("[data-row]") ?? $("[data-row][aria-current]");
const box = (row) => $("input[name=id]", row);
let last;

export function moveRow(step) {
  const all = rows();
  const at = all.indexOf(current());
  const row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
  if (!row) return false;
  const inPeek = $("#peek")?.contains(document.activeElement);
  if (!inPeek) $(".row-link, a", row)?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (!$("#peek").hidden) openPeek(row, inPeek);
  return true;
}

export function tickRow(extend) {
  const row = current();
  if (!row || !box(row)) return false;
  tick(row, !box(row).checked, extend);
  return true;
}

function tick(row, checked, extend) {
  const all = rows();
  const [from, to] = [extend && last?.isConnected ? all.indexOf(last) : all.indexOf(row), all.indexOf(row)].sort((a, b) => a - b);
  for (const one of all.slice(from, to + 1)) box(one).checked = checked;
  last = row;
  count();
}

on("click", "[data-row] input[name=id]", (event, input) => tick(input.closest("[data-row]"), input.checked, event.shiftKey));
on("change", "[data-select-all]", (event, all) => {
  for (const row of rows()) box(row).checked = all.checked;
  count();
});
document.addEventListener("reset", () => setTimeout(count));
document.addEventListener("htmx:after:swap", count);

function count() {
  const boxes = $$("[data-row] input[name=id]");
  const ticked = boxes.filter((input) => input.checked).length;
  for (const place of $$("[data-selected-count]")) place.textContent = ticked;
  const all = $("[data-select-all]");
  if (all) {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}
count();

// A click anywhere on a row opens it; links, boxes and marked text keep their own meaning.
on("click", "[data-row]", (event, row) => {
  if (event.target.closest("a, button, input, label, select") || !getSelection().isCollapsed) return;
  $(".row-link", row)?.click();
});

export function peekRow() {
  const row = current();
  if (row?.dataset.peek == null) return false;
  if (row.ariaCurrent && !$("#peek").hidden) closePeek();
  else openPeek(row, true);
  return true;
}

function openPeek(row, focus) {
  for (const other of $$("[data-row][aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  address(row.id.replace(/^row-/, ""));
  return showPeek(`${$(".row-link", row).getAttribute("href")}/peek`, focus);
}

export async function showPeek(url, focus) {
  const html = await fragment("peek", url);
  if (html == null) return;
  $("#peek-body").innerHTML = html;
  $("#peek").hidden = false;
  htmx.process($("#peek-body"));
  if (focus) $("#peek-title")?.focus({ preventScroll: true });
}

function closePeek() {
  const inside = $("#peek").contains(document.activeElement);
  const row = $("[data-row][aria-current]");
  $("#peek").hidden = true;
  row?.removeAttribute("aria-current");
  address(null);
  if (inside) $(".row-link", row ?? document)?.focus();
}
on("click", "[data-close-peek]", closePeek);

function address(id) {
  const url = new URL(location);
  if (id) url.searchParams.set("peek", id);
  else url.searchParams.delete("peek");
  history.replaceState(history.state, "", url);
}

// Closes the topmost thing: a tip, an editor, the panel, then the selection. Menus and dialogs close by themselves.
export function escape(event) {
  document.documentElement.classList.add("no-tips");
  if ($("dialog:modal, [popover]:popover-open")) return;
  const cancel = event.target.closest(".fact-editing")?.querySelector(".fact-actions [hx-get]");
  if (cancel) cancel.click();
  else if ($("#peek") && !$("#peek").hidden) closePeek();
  else if ($("input[name=id]:checked")) $("[data-clear-selection]")?.click();
  else if (event.target.matches("input[type=search]")) event.target.blur();
}
document.addEventListener("pointermove", () => document.documentElement.classList.remove("no-tips"));
