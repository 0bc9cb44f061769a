// A real `rapport serve --demo` on a folder of its own, ended with the tests.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const BINARY = process.env.RAPPORT_BINARY ?? "target/debug/rapport";
const PASSWORD = "correct horse battery staple";

/** Starts a server with the demo company: `{ url, email, password, rapport, stop }`. */
export async function serve() {
  const folder = mkdtempSync(join(tmpdir(), "rapport-e2e-"));
  const env = { ...process.env, RAPPORT_DEMO_PASSWORD: PASSWORD, RAPPORT_DATA: folder };
  const child = spawn(BINARY, ["serve", "--demo", "--listen", "127.0.0.1:0"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const { url, email } = await firstWords(child, ended);
  return {
    url,
    email,
    password: PASSWORD,
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

/** Where it listens and whom the demo lets in. */
async function firstWords(child, ended) {
  const said = [];
  const lines = createInterface({ input: child.stdout });
  const words = new Promise((resolve) => {
    let url, email;
    lines.on("line", (line) => {
      said.push(line);
      url ??= line.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
      email ??= line.match(/[\w.+-]+@[\w.-]+\.\w+/)?.[0];
      if (url && email) resolve({ url, email });
    });
  });
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error(`no address and sign-in within a minute: ${said.join("\n")}`)), 60_000).unref(),
  );
  const died = ended.then((code) => Promise.reject(new Error(`rapport ended with ${code}: ${said.join("\n")}`)));
  return Promise.race([words, late, died]);
}
