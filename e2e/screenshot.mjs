// The pictures of the README: `node e2e/screenshot.mjs` after a build. They show the demo company.
import { launch, person, signIn } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";

const WINDOW = { width: 1440, height: 860 };

const server = await serve();
const browser = await launch();
const { page } = await person(browser, server, { viewport: WINDOW });
await signIn(page, server);

await page.goto("/people?sort=-last_activity_at");
const someone = await page.locator("main .row-link").first().getAttribute("href");
await page.goto(someone);
await page.screenshot({ path: "docs/images/person.png" });

await browser.close();
await server.stop();
