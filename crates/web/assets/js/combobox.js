// Choosing a record by typing: asks the server, fills the hidden id.
import Combobox from "@github/combobox-nav";
import { $, fragment, make, on } from "./page.js";

const ready = new WeakMap();
const parts = (box) => ({ text: $("[role=combobox]", box), list: $("[role=listbox]", box), id: $("input[type=hidden]", box), was: $("input[name$='.was']", box) });

async function suggest(box, query) {
  const { text, list } = parts(box);
  const url = new URL(box.dataset.combobox, location);
  url.searchParams.set("q", query);
  const html = await fragment(text.id, url);
  if (html == null || document.activeElement !== text) return;
  list.innerHTML = html;
  if (!ready.has(text)) ready.set(text, new Combobox(text, list, { firstOptionSelectionMode: "active", tabInsertsSuggestions: true }));
  if (!list.matches(":popover-open")) {
    list.showPopover();
    ready.get(text).start();
  }
  ready.get(text).resetSelection();
}

function close(box) {
  const { text, list } = parts(box);
  if (!list.matches(":popover-open")) return;
  ready.get(text)?.stop();
  list.hidePopover();
}

function choose(box, value, label) {
  const { text, id, was } = parts(box);
  const changed = id.value !== value;
  [id.value, text.value, was.value] = [value, label, label];
  close(box);
  const many = $(`[data-links="${CSS.escape(id.name)}"]`);
  if (many && value) {
    // One more of several: a box of its own, and the text is free for the next.
    if (!$(`[value="${CSS.escape(value)}"]`, many)) {
      many.append(make("label", { class: "check" },
        make("input", { type: "checkbox", name: id.name, value, checked: "" }),
        make("input", { type: "hidden", name: `${id.name}.${value}`, value: label }),
        make("span", { class: "check-text" }, label)));
    }
    return choose(box, "", "");
  }
  if (changed) id.dispatchEvent(new Event("change", { bubbles: true }));
}

on("input", "[data-combobox] [role=combobox]", ({ target }) => suggest(target.closest("[data-combobox]"), target.value));
on("click", "[data-combobox] [role=combobox]", ({ target }) => target.readOnly || suggest(target.closest("[data-combobox]"), ""));
on("keydown", "[data-combobox] [role=combobox]", (event) => {
  const box = event.target.closest("[data-combobox]");
  const isOpen = parts(box).list.matches(":popover-open");
  if (event.key === "ArrowDown" && !isOpen) suggest(box, "");
  if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    close(box);
  }
});
on("pointerdown", "[data-combobox] [role=listbox]", (event) => event.preventDefault());
on("combobox-commit", "[data-combobox] [role=option]", (event, option) => choose(option.closest("[data-combobox]"), option.dataset.value, option.dataset.label));
on("click", ".combobox-clear", (event, button) => {
  const box = button.closest("[data-combobox]");
  choose(box, "", "");
  parts(box).text.focus();
});
// Text that names no record goes back to the one chosen before; no text means none.
on("focusout", "[data-combobox] [role=combobox]", ({ target }) => {
  const box = target.closest("[data-combobox]");
  close(box);
  const { text, was } = parts(box);
  if (!text.value.trim()) choose(box, "", "");
  else text.value = was.value;
});
