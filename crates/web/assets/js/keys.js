// Shortcuts, read from the page: <a href="/people" data-key="g p">.
import { $, $$ } from "./page.js";
import { undoLast } from "./toasts.js";
import { escape, moveRow, peekRow, tickRow } from "./rows.js";

const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio|button|submit)$/.test(element.type);
const rowKeys = { j: () => moveRow(1), k: () => moveRow(-1), x: (event) => tickRow(event.shiftKey), " ": peekRow };
let typed = "";
let wait;

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  const modified = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
  if (modified) return modifiedKey(event);
  if (key === "Escape") return escape(event);
  if (typing(target) || $("dialog:modal") || document.documentElement.dataset.keys === "off") return;
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (target.closest("[data-row]") && moveRow(key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    return;
  }
  if (key === " " && target.closest("button, summary, [type=checkbox], [type=radio]")) return;
  if (key.length === 1) oneKey(event, key.toLowerCase());
});

function modifiedKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const key = event.key.toLowerCase();
  let done = false;
  if (key === "k") done = press(find("ctrl+k")[0]);
  else if (key === "enter") done = event.target.form && (event.target.form.requestSubmit(), true);
  else if (key === "z" && !typing(event.target)) done = undoLast();
  if (done) event.preventDefault();
}

function oneKey(event, key) {
  clearTimeout(wait);
  const sequence = typed ? `${typed} ${key}` : key;
  const [exact] = find(sequence);
  const longer = $$("[data-key]").some((element) => element.dataset.key.startsWith(`${sequence} `));
  typed = "";
  if (longer) {
    typed = sequence;
    wait = setTimeout(() => { typed = ""; press(exact); }, exact ? 700 : 1500);
  }
  const done = longer || press(exact) || (sequence === key && rowKeys[key]?.(event));
  if (done) event.preventDefault();
}

const find = (key) => $$("[data-key]").filter((element) => element.dataset.key === key);

function press(element) {
  if (!element) return false;
  if (typing(element)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
  return true;
}
