// The words of the screens, from the same catalogues that the program is built with.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const LANGUAGES = ["en", "es", "zh"];

const cache = new Map();

/** The plain text of a key; a text with values or variants has none. */
export function words(language) {
  if (!cache.has(language)) cache.set(language, read(join("locales", language)));
  const texts = cache.get(language);
  return (key) => {
    const text = texts.get(key);
    if (text === undefined) throw new Error(`no word ${key} in ${language}`);
    return text;
  };
}

function read(folder) {
  const texts = new Map();
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
      const found = line.match(/^([a-z][\w-]*) = ([^{]+)$/);
      if (found) texts.set(found[1], found[2].trim());
    }
  }
  return texts;
}
