// Editing a value in its place: leaving saves, choosing saves, Tab saves and goes on, Esc (in rows.js) restores.
import { $, $$, on } from "./page.js";

const dirty = (form) => $$("input, select, textarea", form).some((control) =>
  control.type === "checkbox" ? control.checked !== control.defaultChecked
    : control.options ? [...control.options].some((option) => option.selected !== option.defaultSelected)
    : control.value !== control.defaultValue);

function leave(editor) {
  const form = $("form", editor);
  if (!form || editor.dataset.left) return;
  editor.dataset.left = "yes";
  if (dirty(form)) form.requestSubmit();
  else $(".fact-actions [hx-get]", form).click();
}

on("focusout", ".fact-editing", ({ relatedTarget }, editor) => {
  if (document.hasFocus() && !editor.contains(relatedTarget) && !$("[aria-invalid]", editor)) setTimeout(() => editor.isConnected && leave(editor));
});
// Focus returns to the value when its editor goes.
let edited;
document.addEventListener("htmx:before:swap", () => (edited = document.activeElement.closest(".fact-editing")?.id));
document.addEventListener("htmx:after:swap", () => {
  if (edited && document.activeElement === document.body) $(`#${CSS.escape(edited)} a[hx-get]`)?.focus();
});

on("change", ".fact-editing :is(select, [type=hidden])", ({ target }) => target.form.requestSubmit());
on("keydown", ".fact-editing .input", (event) => {
  if (event.key !== "Tab" || event.shiftKey || event.isComposing || event.defaultPrevented) return;
  const editor = event.target.closest(".fact-editing");
  const facts = $$(".fact");
  const next = facts.slice(facts.indexOf(editor) + 1).map((fact) => $("a[hx-get]", fact)).find((link) => link?.checkVisibility());
  if (!next || $(".fact-editing .input:last-of-type", editor) !== event.target && $$(".input", editor).at(-1) !== event.target) return;
  event.preventDefault();
  leave(editor);
  next.focus();
});
