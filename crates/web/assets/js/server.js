// htmx under a strict policy, and what is said when the server refuses or cannot be reached.
import htmx from "htmx.org/dist/htmx.esm.js";
import { $, announce, csrf, icon, make, on, trusted } from "./page.js";

function refuse() {
  throw new Error("expressions in attributes are not run");
}

htmx.registerExtension("rapport", {
  init: (api) => api.initSecurity(trusted, refuse, refuse),

  htmx_config_request(element, { ctx }) {
    if (ctx.request.method !== "GET") ctx.request.headers["X-CSRF-Token"] = csrf();
  },

  // A whole page where a fragment was asked: follow it, or take our part of the refused form.
  htmx_after_request(element, { ctx }) {
    if (ctx.select || !/^\s*<!doctype/i.test(ctx.text)) return;
    if (ctx.response.status < 400) {
      location.assign(ctx.response.raw.url);
      return false;
    }
    if (ctx.target?.id) ctx.select = `#${CSS.escape(ctx.target.id)}`;
  },

  // The part asked for is not in the answer: signed out, or moved.
  htmx_before_swap(element, { ctx, tasks }) {
    const main = tasks.find((task) => task.type === "main");
    if (ctx.response?.status < 400 && ctx.select && main && !main.fragment.childElementCount) {
      location.assign(ctx.response.raw.url);
      return false;
    }
  },
});

on("htmx:response:error", "*", ({ detail: { ctx } }) => {
  const { status } = ctx.response;
  if (status === 401) return location.reload();
  if ([409, 412, 422].includes(status)) return;
  const said = new DOMParser().parseFromString(trusted.createHTML(ctx.text), "text/html");
  const words = ["[data-error-title]", "[data-error-text]"].map((part) => $(part, said)?.textContent.trim());
  complain(words.filter(Boolean).join(" ") || document.body.dataset.failed);
});
document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.ctx && !detail.ctx.response) complain(document.body.dataset.offline);
});

function complain(text) {
  $(".banner-page")?.remove();
  const close = make("button", { class: "icon-btn", type: "button", "aria-label": document.body.dataset.close }, icon("close"));
  const banner = make("div", { class: "banner banner-danger banner-page", role: "alert" }, icon("alert"), make("p", {}, text), close);
  close.onclick = () => banner.remove();
  $("#main").prepend(banner);
}

document.addEventListener("announce", ({ detail }) => announce(detail.value));

// While a word is being composed, no search is sent; when it is done, one is.
document.addEventListener("input", (event) => event.isComposing && event.stopImmediatePropagation(), true);
document.addEventListener("compositionend", ({ target }) =>
  setTimeout(() => target.dispatchEvent(new InputEvent("input", { bubbles: true }))), true);

const focusWanted = () => $("[data-focus]")?.focus();
document.addEventListener("htmx:after:swap", focusWanted);
focusWanted();

export { htmx };
