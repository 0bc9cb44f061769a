// What forms do beyond sending: rows that come and go, tags, counters, files, drafts, and the page's own settings.
import { $, $$, icon, make, on, send } from "./page.js";

// Rows of e-mails and phones
on("click", "[data-add-entry]", (event, button) => {
  const box = $("[data-entries]", button.parentElement);
  const row = $("template", box).content.firstElementChild.cloneNode(true);
  const n = box.dataset.entries++;
  for (const element of $$("*", row)) {
    for (const { name, value } of [...element.attributes]) if (value.includes("__n__")) element.setAttribute(name, value.replace("__n__", n));
  }
  box.append(row);
  $(".entry-value", row).focus();
});
on("click", "[data-remove-entry]", (event, button) => {
  const row = button.closest(".entry");
  const box = row.parentElement;
  const wasPrimary = $("[type=radio]", row).checked;
  row.remove();
  if (wasPrimary) ($("[type=radio]", box) ?? {}).checked = true;
  ($(".entry-value", box) ?? $("[data-add-entry]", box.parentElement)).focus();
});

// Tags: the text with commas stays the value; chips show it
function dressTags(box) {
  const input = $(".input", box);
  const typing = input.cloneNode();
  input.type = "hidden";
  input.removeAttribute("id");
  typing.removeAttribute("name");
  typing.value = "";
  box.classList.add("live");
  box.append(typing);
  const words = () => input.value.split(/[,，、]/).map((word) => word.trim()).filter(Boolean);
  const write = (list) => {
    input.value = [...new Set(list)].join(", ");
    $$(".tag", box).forEach((chip) => chip.remove());
    typing.before(...words().map((word) => {
      const remove = make("button", { type: "button", "aria-label": `${box.dataset.tags} ${word}` }, icon("close"));
      remove.onclick = () => { write(words().filter((other) => other !== word)); typing.focus(); };
      return make("span", { class: "tag tag-slate" }, word, remove);
    }));
  };
  const take = () => {
    if (typing.value.trim()) write([...words(), ...typing.value.split(/[,，、]/).map((word) => word.trim()).filter(Boolean)]);
    typing.value = "";
  };
  typing.onkeydown = (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && typing.value) event.preventDefault();
    if (/^(Enter|,|，|、)$/.test(event.key)) take();
    if (event.key.length === 1 && ",，、".includes(event.key)) event.preventDefault();
    if (event.key === "Backspace" && !typing.value) write(words().slice(0, -1));
  };
  typing.onblur = take;
  typing.onchange = take;
  typing.form?.addEventListener("submit", take, true);
  write(words());
}
const dress = (root) => $$("[data-tags]:not(.live)", root).forEach((box) => $(".input", box).readOnly || dressTags(box));
document.addEventListener("htmx:after:swap", () => dress(document));
dress(document);

on("input", "textarea", (event, area) => {
  const counter = $(`[data-counter="${CSS.escape(area.id)}"]`);
  if (counter) counter.textContent = `${[...area.value].length} / ${area.maxLength}`;
});

// Files
for (const type of ["dragover", "dragleave", "drop"]) {
  on(type, "[data-file-drop]", (event, box) => {
    event.preventDefault();
    box.classList.toggle("dragging", type === "dragover");
    if (type !== "drop") return;
    const input = $("input", box);
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// Questions, reasons, and selects that act at once
document.addEventListener("click", (event) => {
  const pressed = event.target.closest?.("[data-confirm], [aria-disabled=true]");
  if (!pressed || (pressed.dataset.confirm && confirm(pressed.dataset.confirm))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
on("change", "[data-autosubmit]", (event, control) => control.form.requestSubmit());

// Drafts are kept on the server, two seconds after the last key
let draft;
on("input", "form[data-draft]", (event, form) => {
  clearTimeout(draft);
  draft = setTimeout(() => form.isConnected && send(form.dataset.draft, new URLSearchParams(new FormData(form))).catch(() => {}), 2000);
});

// The page's own settings show at once and are remembered by the server
const root = document.documentElement;
on("submit", "[data-theme-form]", (event, form) => {
  event.preventDefault();
  const { value } = event.submitter;
  if (value === "system") delete root.dataset.theme;
  else root.dataset.theme = value;
  for (const button of $$("button", form)) button.ariaPressed = String(button === event.submitter);
  remember("theme", value);
});
on("click", "[data-fold-rail]", () => {
  if (root.dataset.rail) delete root.dataset.rail;
  else root.dataset.rail = "folded";
  remember("rail", root.dataset.rail ?? "open");
});
const remember = (name, value) => send("/preferences", new URLSearchParams({ [name]: value })).catch(() => {});
