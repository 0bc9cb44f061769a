// axe finds nothing on any page, in light and dark, on a desk and on a phone.
import { after, before, describe, test } from "node:test";

import { nothingToComplain } from "./support/axe.mjs";
import { DESKTOP, PHONE, launch, person, signIn } from "./support/browser.mjs";
import { OUTSIDE, places } from "./support/places.mjs";
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

for (const theme of ["light", "dark"]) {
  for (const [width, viewport] of [["desk", DESKTOP], ["phone", PHONE]]) {
    describe(`${theme}, ${width}`, () => {
      test("pages before the sign-in", async () => {
        const { context, page } = await person(browser, server, { theme, viewport });
        for (const [name, path] of Object.entries(OUTSIDE)) {
          await page.goto(path);
          await nothingToComplain(page, `${name} ${path}`);
        }
        await context.close();
      });

      test("pages of the signed-in", async () => {
        const { context, page } = await person(browser, server, { theme, viewport });
        await signIn(page, server);
        for (const [name, path] of Object.entries(await places(page))) {
          await page.goto(path);
          await nothingToComplain(page, `${name} ${path}`);
        }
        await context.close();
      });
    });
  }
}

for (const language of ["es", "zh"]) {
  test(`the pages in ${language}`, async () => {
    const { context, page } = await person(browser, server, { language });
    await signIn(page, server);
    for (const [name, path] of Object.entries(await places(page))) {
      await page.goto(path);
      await nothingToComplain(page, `${name} ${path}`);
    }
    await context.close();
  });
}
