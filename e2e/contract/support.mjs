// What the tests of the contract share: a demo on either database, and programs that are run.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { serve } from "../support/server.mjs";

export const HERE = dirname(fileURLToPath(import.meta.url));
export const ROOT = join(HERE, "../..");
const PYTHON = join(ROOT, ".contract/python/bin");

/** Starts the demo on `sqlite` or `postgres`, with a token of its administrator. */
export async function demo(engine, settings = {}) {
  const postgres = process.env.RAPPORT_TEST_POSTGRES;
  if (engine === "postgres" && !postgres) throw new Error("RAPPORT_TEST_POSTGRES names no database; see bin/test");
  const schema = `contract_${randomBytes(8).toString("hex")}`;
  const database = engine === "postgres" ? { RAPPORT_DATABASE_URL: `${postgres}?schema=${schema}` } : {};
  const server = await serve({ ...database, ...settings });
  return { ...server, token: server.rapport("token", "add", server.email, "--name", "contract") };
}

/** An empty folder that modules of this repository can be found from. */
export function emptyFolder(name) {
  const folder = join(ROOT, ".contract", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Runs a program to its end: `{ code, output }` with all that it said. */
export function run(program, args, options = {}) {
  const env = { ...process.env, ...options.env };
  env.PATH = `${options.path ? `${options.path}:` : ""}${PYTHON}:${env.PATH}`;
  const child = spawn(program, args, { cwd: options.cwd ?? ROOT, env, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  child.stdin.end(options.input ?? "");
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
