// A list in use: its menus, its columns and the panel beside it, with script and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { nothingToComplain } from "./support/axe.mjs";
import { counted, launch, person, signIn } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";

let server, browser;

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const heads = (page) => page.locator("#rows thead th");

test("a menu is filled when it opens, and stays full while columns are chosen", async () => {
  const { context, page, complaints } = await person(browser, server);
  await signIn(page, server);
  await page.goto("/people");
  const before = await heads(page).count();
  await page.click("[popovertarget=menu-columns]");
  for (const more of [1, 2]) {
    await page.locator("#menu-columns .choices a").first().click();
    await page.locator("#menu-columns .column-list li").nth(before - 2 + more).waitFor();
    await counted(heads(page), before + more);
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("f");
  await page.locator("#menu-filter li a", { hasText: "City" }).first().waitFor();
  await nothingToComplain(page, "the menu of fields");
  await page.locator("#menu-filter li a", { hasText: "City" }).first().click();
  await page.locator(".condition-form [name='new.value']").waitFor();
  await counted(page.locator("[popover]:popover-open"), 0, "the menu is gone");
  await counted(heads(page), before + 2, "the condition keeps the columns");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("without script a menu is a page that leads back to the list", async () => {
  const { context, page } = await person(browser, server, { script: false });
  await signIn(page, server);
  await page.goto("/people?job_title.contains=a");
  const before = await heads(page).count();
  await page.click("[popovertarget=menu-columns]");
  await page.click("#menu-columns a");
  await page.locator("main .choices a").first().click();
  await counted(heads(page), before + 1);
  assert.match(page.url(), /job_title\.contains=a/);
  await context.close();
});

test("space opens the panel beside the list, and its address opens it again", async () => {
  const { context, page } = await person(browser, server);
  await signIn(page, server);
  await page.goto("/people");
  const name = await page.locator(".row-link").first().innerText();
  await page.keyboard.press("j");
  await page.keyboard.press("Space");
  const title = page.locator("#peek-title");
  await title.waitFor();
  assert.ok(name.includes(await title.innerText()));
  await page.reload();
  await title.waitFor();
  await context.close();
});
