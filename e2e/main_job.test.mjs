// The main job in three languages: set up, bring customers in, find them, work with them, leave.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { nothingToComplain } from "./support/axe.mjs";
import { counted, launch, person } from "./support/browser.mjs";
import { serveEmpty } from "./support/server.mjs";
import { LANGUAGES, words } from "./support/words.mjs";

const PEOPLE = [
  { name: "张伟", phone: "+8613800138000", email: "zhang.wei@huaxin.example" },
  { name: "José García López", phone: "+34612345678", email: "jose@garcia.example" },
  { name: "Máire O'Brien", phone: "+353861234567", email: "maire@obrien.example" },
];
const MAIL = "ada@firm.example";

let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

for (const language of LANGUAGES) {
  describe(`the main job in ${language}`, () => {
    const word = words(language);
    let server, context, page, complaints;

    before(async () => {
      server = await serveEmpty();
      ({ context, page, complaints } = await person(browser, server, { language }));
    });

    after(async () => {
      await context?.close();
      await server?.stop();
    });

    /** Opens the record with this name from its list. */
    const open = async (list, name) => {
      await page.goto(`${list}?q=${encodeURIComponent(name)}`);
      await page.locator("main .row-link", { hasText: name }).first().click();
      await page.locator("h1", { hasText: name }).waitFor();
    };

    test("a one-time link leads to the set-up, and works once", async () => {
      await page.goto(server.link);
      assert.equal(await page.locator("html").getAttribute("lang"), { en: "en", es: "es", zh: "zh-Hans" }[language]);
      await nothingToComplain(page, "set-up");
      await page.fill("[name=company]", "Talleres Nuevos");
      await page.selectOption("[name=workspace_language]", language);
      await page.selectOption("[name=country]", "ES");
      await page.selectOption("[name=currency]", "EUR");
      await page.selectOption("[name=time_zone]", "Europe/Madrid");
      await page.fill("[name=name]", "Ada Reyes");
      await page.fill("[name=email]", MAIL);
      await page.fill("[name=password]", server.password);
      await page.fill("[name=password_again]", server.password);
      await page.click("main button[type=submit]");
      await page.waitForURL("**/welcome");
      await nothingToComplain(page, "welcome");

      const again = await context.newPage();
      const answer = await again.goto(server.link);
      assert.equal(await again.locator("[name=company]").count(), 0, `the link works twice: ${answer.status()}`);
      await again.close();
    });

    test("one signs out and in again", async () => {
      await signOut(page);
      await page.fill("[name=email]", MAIL);
      await page.fill("[name=password]", "not the password");
      await page.click("main button[type=submit]");
      await page.locator(".error, .banner").first().waitFor();
      await page.fill("[name=email]", MAIL);
      await page.fill("[name=password]", server.password);
      await page.click("main button[type=submit]");
      await page.waitForURL((url) => url.pathname === "/");
      assert.equal(await page.locator("h1").textContent(), word("home-title"));
    });

    test("a company and people of three scripts are created", async () => {
      await page.goto("/companies/new");
      await page.fill("[name=name]", "华鑫精密机械");
      await page.fill("[name=city]", "宁波");
      await page.click("#record-form button[type=submit]");
      await page.locator("h1", { hasText: "华鑫精密机械" }).waitFor();
      for (const { name, phone, email } of PEOPLE) {
        await page.goto("/people/new");
        await page.fill("[name=name]", name);
        await page.fill("[name='emails.0.value']", email);
        await page.fill("[name='phones.0.value']", phone);
        await page.click("#record-form button[type=submit]");
        await page.locator("h1", { hasText: name }).waitFor();
      }
    });

    test("a form without a name says so at the field and keeps the rest", async () => {
      await page.goto("/people/new");
      await page.fill("[name=job_title]", "Compras");
      await page.click("#record-form button[type=submit]");
      await page.locator(".error-summary").waitFor();
      assert.equal(await page.inputValue("[name=job_title]"), "Compras");
      assert.equal(await page.locator("[name=name]").getAttribute("aria-invalid"), "true");
      await nothingToComplain(page, "a form with a mistake");
    });

    test("search finds them by accentless name, initials and part of a number", async () => {
      for (const [asked, name] of [
        ["garcia", "José García López"],
        ["张伟", "张伟"],
        ["zhangwei", "张伟"],
        ["zw", "张伟"],
        ["obrien", "Máire O'Brien"],
        ["345678", "José García López"],
        ["huaxin.example", "张伟"],
      ]) {
        await page.goto("/");
        await page.fill(".top-search input", asked);
        await page.press(".top-search input", "Enter");
        await page.waitForURL("**/search**");
        await page.locator("main a", { hasText: name }).first().waitFor();
      }
      await nothingToComplain(page, "search");
    });

    test("the palette finds and opens them by keys alone", async () => {
      await page.goto("/people");
      await page.keyboard.press("Control+k");
      await page.locator("#palette").waitFor();
      await page.keyboard.type("zw");
      await page.locator("#palette [data-href]", { hasText: "张伟" }).waitFor();
      await nothingToComplain(page, "palette");
      await page.fill(".palette-input", "345678");
      await page.locator("#palette [data-href]", { hasText: "García" }).waitFor();
      await page.keyboard.press("Enter");
      await page.locator("h1", { hasText: "José García López" }).waitFor();
    });

    test("a call is written down on the page of the person", async () => {
      await open("/people", "García");
      await page.locator(".composer-tabs a[href$='write=call']").click();
      await page.fill("#composer [name=subject]", "Prensa FS-280");
      await page.fill("#composer [name=outcome]", "Quiere oferta");
      await page.click("#composer button[type=submit]");
      await page.locator(".timeline h3", { hasText: "Prensa FS-280" }).waitFor();
      await nothingToComplain(page, "a person with a call");
    });

    test("a next step is planned, done, and taken back", async () => {
      await open("/people", "García");
      await page.locator(".composer-tabs a[href$='write=task']").click();
      await page.fill("#composer [name=subject]", "Enviar oferta");
      await page.click("#composer button[type=submit]");
      await page.locator(".timeline h3", { hasText: "Enviar oferta" }).waitFor();

      const step = page.locator(".timeline li", { hasText: "Enviar oferta" }).first();
      await step.locator(".done-box").click();
      const undo = page.locator("[data-toast] form[data-undo] button").last();
      await undo.waitFor();
      await nothingToComplain(page, "a toast");
      const answered = page.waitForEvent("load");
      await undo.click();
      await answered;
      await page.locator(".timeline li", { hasText: "Enviar oferta" }).locator(".done-box").waitFor();
    });

    test("a value is changed in its place", async () => {
      await open("/people", "García");
      const value = page.locator("#job_title a").first();
      if (!(await value.isVisible())) await page.locator("details:has(#job_title) > summary").click();
      await value.click();
      await page.fill("#job_title input.input", "Jefe de compras");
      await page.keyboard.press("Enter");
      await page.locator("#job_title .fact-value", { hasText: "Jefe de compras" }).waitFor();
    });

    test("a list narrows while one types, and by its address", async () => {
      await page.goto("/people");
      await page.locator("[data-row]").nth(2).waitFor();
      await page.click("#list-search");
      await page.keyboard.type("garcia");
      await page.waitForURL("**/people?**q=garcia**");
      await counted(page.locator("[data-row]"), 1);
      assert.equal(await page.locator(".page-note").innerText(), "1");
      await page.goto("/people?job_title.contains=compras");
      assert.equal(await page.locator("[data-row]").count(), 1);
      await nothingToComplain(page, "a filtered list");
      await page.locator(".chips a[href='/people']").first().click();
      await page.locator("[data-row]").nth(2).waitFor();
    });

    test("two people are changed at once, and it is taken back", async () => {
      await page.goto("/people");
      for (const name of ["张伟", "O'Brien"]) {
        await page.locator("[data-row]", { hasText: name }).locator("input[name=id]").check();
      }
      await page.locator("#bulk").waitFor();
      await nothingToComplain(page, "a selection");
      await page.click("#bulk button[value=choose]");
      await page.locator("#bulk-form").waitFor();
      await page.selectOption("#bulk-field", "department");
      await page.locator("#bulk-form [name=department]").fill("Ventas");
      await nothingToComplain(page, "a field of several people");
      await page.click("#bulk-form button[value=set]");
      await page.locator("[data-toast]").first().waitFor();
      const found = page.locator("[data-row]");
      await page.goto("/people?department=Ventas");
      assert.equal(await found.count(), 2);
    });

    test("a deleted person lies in the trash and comes back", async () => {
      await open("/people", "O'Brien");
      await page.keyboard.press(".");
      await page.locator("#record-menu form[action$='/delete'] button").click();
      await page.locator("[data-toast]").first().waitFor();
      await page.goto("/trash");
      await nothingToComplain(page, "trash");
      const line = page.locator(".trash-list li", { hasText: "O'Brien" });
      await line.locator("button[type=submit]").click();
      await page.locator("[data-toast]").first().waitFor();
      await open("/people", "O'Brien");
    });

    test("nothing was said in the console, and the way out works", async () => {
      // Wrong passwords and forms with a mistake are answered with 4xx, which Chromium reports.
      const unexpected = complaints.filter((text) => !/status of (401|422|403|404|429)/.test(text));
      assert.deepEqual(unexpected, []);
      await signOut(page);
      await page.goto("/people");
      await page.waitForURL("**/sign-in**");
    });
  });
}

async function signOut(page) {
  await page.goto("/");
  await page.click(".account");
  await page.click("#account-menu form[action='/sign-out'] button");
  await page.waitForURL("**/sign-in**");
}
