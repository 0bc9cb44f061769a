// The way of a file into the workspace, by keys alone, in the two other languages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { nothingToComplain } from "./support/axe.mjs";
import { DESKTOP, PHONE, launch, person, signIn } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";

const ROWS = [
  "Nombre;Apellidos;Correo;Nacimiento",
  "Ana;García;ana@por-teclas.example;31/02/1980",
  "Bo;O'Brien;bo@por-teclas.example;23/02/1980",
  "张;伟;zw@por-teclas.example;",
].join("\n");

let server, browser;

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Goes on by the tabulator until the button of the step has the focus, and presses it. */
async function press(page, button = "main form button.btn-primary") {
  for (let tabs = 0; tabs < 80; tabs++) {
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), button)) {
      await page.keyboard.press("Enter");
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`${button} is out of reach of the keyboard`);
}

for (const [language, theme, viewport] of [["es", "light", DESKTOP], ["zh", "dark", PHONE]]) {
  test(`pasted rows are checked and imported by keys in ${language}`, async () => {
    const { context, page } = await person(browser, server, { language, theme, viewport });
    await signIn(page, server);
    await page.goto("/import?object=party&face=person");
    await nothingToComplain(page, "bring a file");
    await page.focus("main textarea[name=text]");
    await page.keyboard.insertText(ROWS);
    await press(page);

    await page.waitForURL("**/import/*step=meaning*");
    await nothingToComplain(page, "what the rows are");
    await press(page);

    await page.waitForURL("**step=columns**");
    await nothingToComplain(page, "what the columns are");
    await press(page);

    await page.locator("main form[action$='/start'] button").waitFor();
    await page.locator("main td", { hasText: "31/02/1980" }).first().waitFor();
    await nothingToComplain(page, "what was found");
    await press(page, "main form[action$='/start'] button");

    await page.locator("main form[action^='/change-sets/']").waitFor();
    await nothingToComplain(page, "the report");
    await page.goto("/people?email.contains=por-teclas.example");
    assert.equal(await page.locator("[data-row]").count(), 2, "all but the refused row");

    await page.goBack();
    await press(page, "main form[action^='/change-sets/'] button");
    await page.locator("[data-toast]").first().waitFor();
    await page.goto("/people?email.contains=por-teclas.example");
    assert.equal(await page.locator("[data-row]").count(), 0, "taken back");
    await context.close();
  });
}
