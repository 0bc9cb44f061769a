// What a visit costs: bytes, requests, nodes, and a quiet console.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, person, signIn } from "./support/browser.mjs";
import { places } from "./support/places.mjs";
import { serve } from "./support/server.mjs";

const FIRST_VISIT_BYTES = 60_000;
const FIRST_VISIT_REQUESTS = 6;
const NEXT_PAGE_BYTES = 15_000;
const NODES = 1_500;

let server, browser;

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Counts what really crosses the wire, heads included. */
async function counter(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const total = { bytes: 0, requests: 0 };
  const cached = new Set();
  session.on("Network.requestServedFromCache", ({ requestId }) => cached.add(requestId));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (cached.has(requestId)) return;
    total.bytes += encodedDataLength;
    total.requests += 1;
  });
  return total;
}

async function visit(page, path) {
  await page.goto(path);
  await page.waitForLoadState("networkidle");
}

test("the first visit is small: sign-in, then a list", async () => {
  for (const path of ["/sign-in", "/people"]) {
    const visitor = await person(browser, server);
    if (path !== "/sign-in") {
      await signIn(visitor.page, server);
      const { cookies } = await visitor.context.storageState();
      await visitor.context.close();
      Object.assign(visitor, await person(browser, server));
      await visitor.context.addCookies(cookies);
    }
    const total = await counter(visitor.page);
    await visit(visitor.page, path);
    console.log(`first visit of ${path}: ${total.bytes} bytes in ${total.requests} requests`);
    assert.ok(total.bytes <= FIRST_VISIT_BYTES, `${path}: ${total.bytes} bytes`);
    assert.ok(total.requests <= FIRST_VISIT_REQUESTS, `${path}: ${total.requests} requests`);
    await visitor.context.close();
  }
});

test("every next page is smaller still, and the console stays quiet", async () => {
  const { context, page, complaints } = await person(browser, server);
  await signIn(page, server);
  const all = await places(page);
  const total = await counter(page);
  for (const [name, path] of Object.entries(all)) {
    Object.assign(total, { bytes: 0, requests: 0 });
    await visit(page, path);
    const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
    console.log(`${name}: ${total.bytes} bytes, ${total.requests} requests, ${nodes} nodes`);
    assert.ok(total.bytes <= NEXT_PAGE_BYTES, `${name} ${path}: ${total.bytes} bytes`);
    assert.ok(nodes <= NODES, `${name} ${path}: ${nodes} nodes`);
  }
  const unexpected = complaints.filter((text) => !text.includes("404"));
  assert.deepEqual(unexpected, []);
  await context.close();
});

test("nothing is wider than a small phone", async () => {
  const { context, page } = await person(browser, server, { viewport: { width: 320, height: 700 } });
  await signIn(page, server);
  for (const [name, path] of Object.entries(await places(page))) {
    await page.goto(path);
    const [wanted, given] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wanted <= given, `${name} ${path}: ${wanted} px wide in ${given}`);
  }
  await context.close();
});
