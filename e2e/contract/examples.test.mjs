// Each example of docs/api.md is run as a stranger would: in the page's order, in one shell, against
// a demo that is served, with the files that the page speaks of. Every page that others write is
// found by its ```sh blocks.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";

import { ROOT, demo, run } from "./support.mjs";

const BINARY = resolve(ROOT, process.env.RAPPORT_BINARY ?? "target/debug/rapport");
const SERVED = "http://127.0.0.1:8080";
const AUTHOR = "ada@example.com";

/** The ```sh blocks of a page, each with the line that it begins at. */
function blocks(text) {
  const found = [];
  for (const match of text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)) {
    found.push({ line: text.slice(0, match.index).split("\n").length + 1, code: match[1] });
  }
  return found;
}

/** One script of all blocks: it ends at the first line that fails, and says where. */
function script(page, found) {
  const begin = ["set -Eeuo pipefail", "trap 'echo \"failed: $at: $BASH_COMMAND\" >&2' ERR"];
  return [...begin, ...found.map(({ line, code }) => `at=${page}:${line}\n${code}`), "echo all of it ran"].join("\n");
}

for (const engine of ["sqlite", "postgres"]) {
  test(`the examples of docs/api.md run, on ${engine}`, { timeout: 120_000 }, async () => {
    const server = await demo(engine, { RAPPORT_OUTGOING_ALLOW: "127.0.0.0/8" });
    const folder = mkdtempSync(join(tmpdir(), "rapport-examples-"));
    try {
      server.rapport("user", "add", AUTHOR, "--name", "Ada", "--role", "administrator");
      symlinkSync(BINARY, join(folder, "rapport"));
      const text = readFileSync(join(ROOT, "docs/api.md"), "utf8");
      const found = blocks(text);
      assert.ok(found.length >= 6, `${found.length} examples`);
      assert.ok(text.includes(SERVED) && text.includes(AUTHOR));
      writeFileSync(join(folder, "examples.sh"), script("docs/api.md", found).replaceAll(SERVED, server.url));
      const ran = await run("bash", ["examples.sh"], { cwd: folder, env: server.env, path: folder });
      assert.equal(ran.code, 0, ran.output);
      assert.match(ran.output, /all of it ran/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await server.stop();
    }
  });
}

test("an example that fails is named", async () => {
  const page = "Do this:\n\n```sh\ntrue\n```\n\nand then:\n\n```sh\nfine=1\ncurl --no-such-flag 2>/dev/null\n```\n";
  const found = blocks(page);
  assert.deepEqual(found.map(({ line }) => line), [4, 10]);
  const ran = await run("bash", [], { input: script("page.md", found) });
  assert.notEqual(ran.code, 0);
  assert.match(ran.output, /failed: page\.md:10: curl --no-such-flag/);
});
