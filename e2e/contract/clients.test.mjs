// Typed clients come out of the served OpenAPI document by the tools that people use, and call us.
import assert from "node:assert/strict";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { HERE, ROOT, demo, emptyFolder, run } from "./support.mjs";

// A file comes as what it is; a client that has no word for its kind sends it as bytes or as a form.
const HARMLESS = /^parsing POST \/api\/v1\/imports within default\.\n+Unsupported content type \S+\n/;
const NODE = join(ROOT, "node_modules/.bin");

let server, document, expected;

before(async () => {
  server = await demo("sqlite");
  const ask = async (path) => {
    const answer = await fetch(server.url + path, { headers: { Authorization: `Bearer ${server.token}` } });
    assert.equal(answer.status, 200);
    return answer.json();
  };
  document = JSON.stringify(await ask("/api/openapi.json"));
  const { data } = await ask("/api/v1/parties?kind=person&sort=name&limit=3");
  expected = data.map((party) => party.name);
  assert.equal(expected.length, 3);
});

after(() => server?.stop());

const called = () => ({ API: server.url, TOKEN: server.token });

test("openapi-typescript makes a client that lists parties", async () => {
  const folder = emptyFolder("typescript");
  writeFileSync(join(folder, "openapi.json"), document);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const made = await run(join(NODE, "openapi-typescript"), ["openapi.json", "-o", "schema.d.ts"], { cwd: folder });
  assert.equal(made.code, 0, made.output);
  assert.doesNotMatch(made.output, /warn|⚠|error/i);
  copyFileSync(join(HERE, "list_parties.ts"), join(folder, "list_parties.ts"));
  const strict = ["--strict", "--module", "nodenext", "--target", "es2022", "list_parties.ts"];
  const compiled = await run(join(NODE, "tsc"), strict, { cwd: folder });
  assert.equal(compiled.code, 0, compiled.output);
  const ran = await run("node", ["list_parties.js"], { cwd: folder, env: called() });
  assert.deepEqual([ran.code, ran.output.trim()], [0, JSON.stringify(expected)]);
});

test("openapi-python-client makes a client that lists parties", async () => {
  const folder = emptyFolder("python-client");
  writeFileSync(join(folder, "openapi.json"), document);
  const generate = ["generate", "--path", "openapi.json", "--output-path", "rapport_client", "--meta", "none"];
  const made = await run("openapi-python-client", generate, { cwd: folder });
  assert.equal(made.code, 0, made.output);
  const warnings = made.output.split(/^WARNING /m).slice(1);
  assert.deepEqual(warnings.filter((warning) => !HARMLESS.test(warning)), []);
  assert.doesNotMatch(made.output, /Unable to process|Cannot parse|Traceback/);
  const ran = await run("python", [join(HERE, "list_parties.py")], { env: { ...called(), PYTHONPATH: folder } });
  assert.deepEqual([ran.code, ran.output.trim()], [0, JSON.stringify(expected)]);
});
