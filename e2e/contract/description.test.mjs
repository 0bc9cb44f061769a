// Schemathesis asks everything that the served OpenAPI document describes, rightly and wrongly, on
// both databases, and finds nothing that the document does not say.
//
//   RAPPORT_CONTRACT_EXAMPLES=200 bin/test contract e2e/contract/description.test.mjs    for an hour
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { HERE, demo, emptyFolder, run } from "./support.mjs";

const EXAMPLES = process.env.RAPPORT_CONTRACT_EXAMPLES;
const LISTS = "^/api/v1/[^/]+(/export)?$";

/** In short: each edge of the calls to one record, some of the many questions that lists and their exports take. */
const SHORT = [
  ["--phases", "coverage", "--exclude-path-regex", `${LISTS}|batch$`, "--seed", "1"],
  ["--phases", "fuzzing", "--include-path-regex", `${LISTS}|batch$`, "--seed", "1", "-n", "5"],
];
const LONG = [["--phases", "examples,coverage,fuzzing,stateful", "-n", EXAMPLES]];

for (const engine of ["sqlite", "postgres"]) {
  test(`the document says what is answered, on ${engine}`, { timeout: EXAMPLES ? 7_200_000 : 240_000 }, async () => {
    const server = await demo(engine, { RAPPORT_RATE_LIMIT: "0" });
    try {
      for (const part of EXAMPLES ? LONG : SHORT) {
        const cwd = emptyFolder("schemathesis");
        const asks = [
          ...["--config-file", join(HERE, "schemathesis.toml"), "--no-color"],
          ...["run", `${server.url}/api/openapi.json`, "--header", `Authorization: Bearer ${server.token}`],
          // Two at once meet a race in Python below 3.11.8: "AST constructor recursion depth mismatch".
          ...["--continue-on-failure", "--workers", "1", "--request-timeout", "30", ...part],
        ];
        const asked = await run("schemathesis", asks, { cwd });
        assert.equal(asked.code, 0, asked.output);
        const [, generated] = asked.output.match(/(\d+) generated/) ?? [];
        assert.ok(Number(generated) > 100, asked.output);
      }
    } finally {
      await server.stop();
    }
  });
}
