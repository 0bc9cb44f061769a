// Debian's Chromium, and people who use it.
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";

import { chromium } from "playwright-core";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts Chromium. */
export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: FLAGS });
}

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A person at a fresh browser: language, theme, window, with or without script. */
export async function person(browser, server, options = {}) {
  const { language = "en", theme = "light", viewport = DESKTOP, script = true } = options;
  const context = await browser.newContext({
    baseURL: server.url,
    locale: language,
    colorScheme: theme,
    viewport,
    javaScriptEnabled: script,
    isMobile: viewport.width < 760,
    hasTouch: viewport.width < 760,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { context, page, complaints };
}

/** Waits until exactly so many elements are there. */
export async function counted(locator, expected, what = String(locator)) {
  let found;
  for (const end = Date.now() + 10_000; Date.now() < end; await setTimeout(25)) {
    found = await locator.count();
    if (found === expected) return;
  }
  assert.equal(found, expected, what);
}

/** Signs somebody in by the form. */
export async function signIn(page, server) {
  await page.goto("/sign-in");
  await page.fill("input[name=email]", server.email);
  await page.fill("input[name=password]", server.password);
  await page.click("main button[type=submit]");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}
