// Small things that all files use.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// What the server sends is escaped there; nothing a person typed becomes HTML on this side.
export const trusted = window.trustedTypes
  ? trustedTypes.createPolicy("rapport", { createHTML: (html) => html, createScript: () => "" })
  : { createHTML: (html) => html, createScript: () => "" };

export function on(type, selector, listener, options) {
  document.addEventListener(type, (event) => {
    const found = event.target.closest?.(selector);
    if (found) listener(event, found);
  }, options);
}

export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function icon(name) {
  const svg = $("svg.icon:has(use)").cloneNode(true);
  const use = svg.firstElementChild;
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  svg.removeAttribute("role");
  svg.removeAttribute("aria-label");
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

export function announce(text) {
  const live = $("#live");
  live.textContent = "";
  setTimeout(() => (live.textContent = text), 60);
}

export const csrf = () => $("meta[name=csrf]")?.content;

export function send(url, body) {
  return fetch(url, { method: "POST", body, headers: { "X-CSRF-Token": csrf(), "HX-Request": "true" } });
}

// Fetches a fragment; a newer call for the same `slot` drops the older answer.
const running = {};
export async function fragment(slot, url) {
  running[slot]?.abort();
  const { signal } = (running[slot] = new AbortController());
  try {
    const answer = await fetch(url, { signal, headers: { "HX-Request": "true" } });
    return answer.ok && !answer.redirected ? trusted.createHTML(await answer.text()) : null;
  } catch {
    return null;
  }
}
