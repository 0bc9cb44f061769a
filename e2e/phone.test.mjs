// A phone shows every page whole: nothing to push sideways, nothing too small to read or to hit.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, launch, person, signIn } from "./support/browser.mjs";
import { OUTSIDE, places } from "./support/places.mjs";
import { serve } from "./support/server.mjs";

const LONG = "Wolfeschlegelsteinhausenbergerdorff".repeat(4).slice(0, 120);

let server, browser;

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function fits(page, where) {
  const [page_width, window_width] = await page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
  assert.equal(page_width, window_width, where);
}

/** Labels of which a word is torn in two. */
function torn(page) {
  return page.locator(".fact dt").evaluateAll((labels) =>
    labels.flatMap((label) => {
      const text = label.firstChild;
      if (!label.checkVisibility() || text?.nodeType !== Node.TEXT_NODE) return [];
      return [...text.data.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
        const range = new Range();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        return range.getClientRects().length > 1 ? [word] : [];
      });
    }),
  );
}

for (const language of ["en", "es", "zh"]) {
  test(`every page fits in ${language}`, async () => {
    const { context, page } = await person(browser, server, { language, viewport: PHONE });
    for (const [name, path] of Object.entries(OUTSIDE)) {
      await page.goto(path);
      await fits(page, `${name} ${path}`);
    }
    await signIn(page, server);
    for (const [name, path] of Object.entries(await places(page))) {
      await page.goto(path);
      await fits(page, `${name} ${path}`);
      assert.deepEqual(language === "zh" ? [] : await torn(page), [], `${name} ${path}`);
    }
    await context.close();
  });
}

test("a name without a space fits on all pages of its record", async () => {
  const { context, page } = await person(browser, server, { viewport: PHONE });
  await signIn(page, server);
  await page.goto("/people/new");
  await page.fill("main input[name=name]", LONG);
  await page.locator("main form .btn-primary").last().click();
  await page.waitForURL(/people\/[0-9a-f-]{36}/);
  const path = new URL(page.url()).pathname;
  for (const address of [path, `${path}/edit`, `${path}/network`, `${path}/history`, "/people?q=Wolfeschlegel", "/change-sets"]) {
    await page.goto(address);
    await fits(page, address);
  }
  await context.close();
});

test("the columns of an import keep their headings", async () => {
  const { context, page } = await person(browser, server, { viewport: PHONE });
  await signIn(page, server);
  await page.goto("/import");
  await page.fill("textarea[name=text]", "Name,E-mail\nAna Nueva,ana.nueva@example.com\n");
  await page.locator("main .btn-primary").click();
  await page.waitForURL("**/import/*step=meaning*");
  await page.locator("main .btn-primary").click();
  await page.waitForSelector("#mapping");
  for (const heading of await page.locator("#mapping strong").all()) {
    assert.ok((await heading.boundingBox()).width > 30, await heading.textContent());
  }
  await fits(page, "columns");
  await context.close();
});

test("the network is a list that can be read", async () => {
  const { context, page } = await person(browser, server, { viewport: PHONE });
  await signIn(page, server);
  const { "a company": company } = await places(page);
  await page.goto(`${company}/network`);
  assert.equal(await page.locator(".graph").isVisible(), false);
  const links = page.locator(".branches a");
  assert.ok((await links.count()) > 1);
  for (const link of await links.all()) {
    const { size, height } = await link.evaluate((a) => ({ size: parseFloat(getComputedStyle(a).fontSize), height: a.getBoundingClientRect().height }));
    assert.ok(size >= 13 && height >= 40, `${size} px letters, ${height} px high`);
  }
  await context.close();
});

test("settings and import are two touches away", async () => {
  const { context, page } = await person(browser, server, { viewport: PHONE });
  await signIn(page, server);
  for (const path of ["/settings", "/import"]) {
    await page.goto("/");
    await page.click(".account");
    await page.click(`.account-menu a[href="${path}"]`);
    await page.waitForURL((url) => url.pathname === path);
  }
  await context.close();
});
