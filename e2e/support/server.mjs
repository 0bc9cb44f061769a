// A real `rapport serve` on a folder of its own, ended with the tests.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const BINARY = process.env.RAPPORT_BINARY ?? "target/debug/rapport";
const PASSWORD = "correct horse battery staple";

/** Starts a server with the demo company: `{ url, email, password, env, rapport, stop }`. */
export async function serve(settings = {}) {
  const wanted = { url: /^\S.*(http:\/\/127\.0\.0\.1:\d+)/, email: /([\w.+-]+@[\w.-]+\.\w+)/ };
  return start(["--demo"], wanted, settings);
}

/** Starts a server without anything in it: `{ url, link, password, rapport, stop }`. */
export async function serveEmpty() {
  return start([], { url: /^\S.*(http:\/\/127\.0\.0\.1:\d+)/, link: /(http:\S+\/set-up\S+)/ });
}

async function start(flags, wanted, settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), "rapport-e2e-"));
  const own = { RAPPORT_DEMO_PASSWORD: PASSWORD, RAPPORT_DATA: folder, RAPPORT_LOG_LEVEL: "warn" };
  const env = { ...process.env, ...own, ...settings };
  const child = spawn(BINARY, ["serve", ...flags, "--listen", "127.0.0.1:0"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const words = await firstWords(child, ended, wanted);
  return {
    ...words,
    password: PASSWORD,
    /** The environment in which commands find the workspace. */
    env,
    /** Runs a command on the same workspace and answers its stdout. */
    rapport(...args) {
      const ran = spawnSync(BINARY, args, { env, encoding: "utf8" });
      if (ran.status !== 0) throw new Error(`rapport ${args.join(" ")}: ${ran.stderr}`);
      return ran.stdout.trim();
    },
    async stop() {
      child.kill("SIGTERM");
      const code = await ended;
      rmSync(folder, { recursive: true, force: true });
      if (code !== 0) throw new Error(`rapport ended with ${code}`);
    },
  };
}

/** What it prints at the start: the first text that each of the wanted patterns finds. */
async function firstWords(child, ended, wanted) {
  const said = [];
  const lines = createInterface({ input: child.stdout });
  const words = new Promise((resolve) => {
    const found = {};
    lines.on("line", (line) => {
      said.push(line);
      for (const [name, pattern] of Object.entries(wanted)) found[name] ??= line.match(pattern)?.[1];
      if (Object.values(found).every(Boolean)) resolve(found);
    });
  });
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error(`not all was said within a minute: ${said.join("\n")}`)), 60_000).unref(),
  );
  const died = ended.then((code) => Promise.reject(new Error(`rapport ended with ${code}: ${said.join("\n")}`)));
  died.catch(() => {}); // it may end long after its first words
  return Promise.race([words, late, died]);
}
