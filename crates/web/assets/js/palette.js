// One box from which everything on the page and every record can be reached, and the list of keys.
import Combobox from "@github/combobox-nav";
import { $, $$, fragment, make, on } from "./page.js";
import { showPeek } from "./rows.js";

const places = ".bulk-actions :is(a,button), #main .page-actions :is(a,button), #main .composer-tabs a, .rail li a, .menu :is(a,button), .tabs a, [data-key], [data-command]";
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const targets = new WeakMap();
let navigation;

// Every link and button of the page that has a name, once; what rows are ticked for comes first.
function commands() {
  const seen = new Set();
  return $$(places).flatMap((element) => {
    const name = label(element);
    const idle = element.closest(".bulk") && !$("input[name=id]:checked");
    if (!name || idle || seen.has(name) || element.hasAttribute("popovertarget") || element.dataset.open === "palette") return [];
    seen.add(name);
    return [{ name, element, key: element.dataset.key, words: fold(`${name} ${element.dataset.words ?? ""}`) }];
  });
}

function label(element) {
  const inside = $(".rail-label, :scope > span:not(.keys, .icon, .count)", element)?.textContent;
  return (element.dataset.command ?? (inside || element.ariaLabel || element.placeholder || element.textContent)).trim();
}

export const keycaps = (key) => make("span", { class: "keys", "aria-hidden": "true" },
  ...key.split(" ").map((part) => make("kbd", {}, part.replace(/^ctrl\+/, "Ctrl ").replace(/^./, (c) => c.toUpperCase()))));

function open() {
  const dialog = $("#palette");
  const input = $("input", dialog);
  dialog.showModal();
  input.value = "";
  navigation ??= new Combobox(input, $("#palette-list"), { firstOptionSelectionMode: "active", tabInsertsSuggestions: false });
  navigation.start();
  show("");
}

async function show(query) {
  const dialog = $("#palette");
  const list = $("#palette-list");
  const terms = fold(query).split(/\s+/).filter(Boolean);
  const found = commands().filter((command) => terms.every((term) => command.words.includes(term)));
  const go = found.filter(({ element }) => element.matches("a"));
  const act = found.filter(({ element }) => !element.matches("a"));
  const groups = [group(dialog.dataset.goto, go.slice(0, query ? 6 : 40)), group(dialog.dataset.do, act.slice(0, query ? 6 : 40))];
  const records = make("div", { role: "presentation" });
  list.replaceChildren(...groups.filter(Boolean), records);
  navigation.resetSelection();
  if (!query) return;
  const html = await fragment("palette", `${dialog.dataset.url}?q=${encodeURIComponent(query)}`);
  if (html == null || !records.isConnected) return;
  records.innerHTML = html;
  if (!$("[role=option]", list)) list.append(make("div", { role: "option", "aria-disabled": "true" }, list.dataset.none));
  navigation.resetSelection();
}

function group(title, items) {
  if (!items.length) return null;
  return make("div", { role: "group", "aria-label": title }, make("div", { class: "palette-group", "aria-hidden": "true" }, title),
    ...items.map(({ name, element, key }) => {
      const symbol = $(".icon", element)?.cloneNode(true) ?? "";
      const option = make("div", { class: "palette-item", role: "option" }, symbol, make("span", { class: "option-label" }, name));
      if (key) option.append(keycaps(key));
      targets.set(option, element);
      return option;
    }));
}

on("input", ".palette-input", (event, input) => show(input.value.trim()));
on("combobox-commit", "#palette-list [role=option]", ({ detail }, option) => {
  $("#palette").close();
  const target = targets.get(option);
  if (option.dataset.href) location.assign(option.dataset.href);
  else if (target?.matches("input")) target.focus();
  else target?.click();
});
on("keydown", ".palette-input", (event) => {
  const option = $("#palette-list :is([aria-selected=true], [data-combobox-option-default])");
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !option?.dataset.peek) return;
  event.preventDefault();
  $("#palette").close();
  showPeek(option.dataset.peek, true);
});

on("click", "[data-open]", (event, opener) => {
  event.preventDefault();
  $(".menu:popover-open")?.hidePopover();
  if (opener.dataset.open === "palette") return open();
  $("#keys .keys-list").replaceChildren(...$$("[data-key]").concat($$("[data-key]", $("#row-keys").content)).map((element) =>
    make("div", {}, make("dt", {}, label(element)), make("dd", {}, keycaps(element.dataset.key)))));
  $("#keys").showModal();
});

// closedby="any" where the browser does not know it yet.
on("click", "dialog[closedby=any]", (event, dialog) => event.target === dialog && !("closedBy" in dialog) && dialog.close());
