// Turns css/, js/ and icons/ into dist/: one stylesheet, one script, one sprite, each with a gzip twin.
// Run by build.rs; does nothing when the inputs are those of the last run.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const dist = join(here, "dist");

const sources = ["css", "js", "icons"].flatMap((folder) =>
  readdirSync(join(here, folder)).sort().map((name) => join(here, folder, name)));
const inputs = [join(here, "build.mjs"), join(here, "sign.svg"), join(root, "package-lock.json"), ...sources];

function fingerprint() {
  const hash = createHash("sha256");
  for (const file of inputs) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest("hex");
}

// Written beside and renamed, so that a build running at the same time never reads half a file.
function put(name, content) {
  for (const [file, bytes] of [[name, Buffer.from(content)], [`${name}.gz`, gzipSync(content, { level: 9 })]]) {
    const part = join(dist, `.${file}.${process.pid}`);
    writeFileSync(part, bytes);
    renameSync(part, join(dist, file));
  }
}

// Each icon is the inside of an <svg viewBox="0 0 16 16">.
function sprite() {
  const names = readdirSync(join(here, "icons")).sort();
  const symbols = names.flatMap((file) =>
    readFileSync(join(here, "icons", file), "utf8").trim().split("\n").filter((line) => line && !line.startsWith("#")).map((line) => {
      const [name, ...shapes] = line.split(/\s+(?=<)/);
      return `<symbol id="${name}" viewBox="0 0 16 16">${shapes.join("")}</symbol>`;
    }));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

async function bundle() {
  const esbuild = await import("esbuild");
  const common = { bundle: true, minify: true, write: false, legalComments: "none", logLevel: "warning" };
  const [js, css] = await Promise.all([
    esbuild.build({ ...common, entryPoints: [join(here, "js/rapport.js")], format: "iife", target: "es2022" }),
    esbuild.build({ ...common, entryPoints: [join(here, "css/rapport.css")], target: ["chrome135", "firefox147", "safari26"] }),
  ]);
  put("rapport.js", js.outputFiles[0].text);
  put("rapport.css", css.outputFiles[0].text);
}

const stamp = join(dist, "stamp");
const now = fingerprint();
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== now) {
  mkdirSync(dist, { recursive: true });
  await bundle();
  put("icons.svg", sprite());
  put("sign.svg", readFileSync(join(here, "sign.svg"), "utf8"));
  writeFileSync(stamp, now);
}
