// What journeys through the page have in common: they find things as people and screen readers
// do, by role and name.

import { readFileSync } from "node:fs";

import { eventually, page } from "./harness.mjs";

/// Opens the page as `page` of the harness does, in UTC unless `context` names a zone, and waits
/// until the demo has been scored.
export async function begin(t, options = {}) {
  const opened = await page(t, { ...options, context: { timezoneId: "UTC", ...options.context } });
  await ranked(opened).first().waitFor();
  return opened;
}

/// Has a function run in every worker before its program, as `addInitScript` does on the page.
export function inWorkers(tab, run) {
  return tab.route("**/*_boot.js*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${run})();\n${await response.text()}` });
  });
}

/// Another tab of the same browser profile. Its mishaps are counted as those of `opened`.
export async function anotherTab(opened) {
  const tab = await opened.context().newPage();
  tab.setDefaultTimeout(10_000);
  tab.on("console", (message) => {
    if (message.type() === "error") opened.problems.push(`console of the other tab: ${message.text()}`);
  });
  tab.on("pageerror", (error) => opened.problems.push(`uncaught in the other tab: ${error.message}`));
  return tab;
}

/// Lets the user choose files: paths, or `{ name, text }` (text may be a Buffer).
export async function openFiles(opened, ...files) {
  const given = files.map((file) =>
    typeof file === "string" ? file : { name: file.name, mimeType: "text/csv", buffer: Buffer.from(file.text) },
  );
  await opened.getByLabel("Choose files").setInputFiles(given);
}

/// The source with this name among the open ones.
export function source(opened, name) {
  const remove = opened.getByRole("button", { name: `Remove ${name}`, exact: true });
  return opened.getByRole("list", { name: "Open sources" }).getByRole("listitem").filter({ has: remove });
}

/// Waits until the status of a source is `expected` (a text, or a pattern) and returns it.
export async function status(opened, name, expected, options) {
  const line = source(opened, name).getByRole("status");
  return eventually(
    `“${expected}” as the status of ${name}`,
    async () => {
      const text = await line.textContent({ timeout: 1_000 });
      if (typeof expected === "string" ? text === expected : expected.test(text)) return text;
      throw new Error(`it is “${text}”`);
    },
    options,
  );
}

/// The ranked series, most severe first.
export function ranked(opened) {
  return opened.getByRole("list", { name: "Ranked series" }).getByRole("button");
}

/// The incidents' cards, newest first.
export function incidents(opened) {
  return opened.getByRole("list", { name: "Incidents, newest first" }).getByRole("article");
}

/// The sentences of the incidents, sorted: the same history gives the same list.
export async function sentences(opened) {
  const cards = await incidents(opened).getByRole("paragraph").allTextContents();
  return cards.filter((text) => text.endsWith(".") && text.length > 40).sort();
}

/// Waits for a message that contains `pattern` and returns its text.
export async function message(opened, pattern, role = "alert") {
  const found = opened.getByRole(role).filter({ hasText: pattern }).first();
  await found.waitFor();
  return found.innerText();
}

/// The summary tiles: `{ title: "figure | detail" }`.
export async function tiles(opened) {
  return opened.getByLabel("Summary").evaluate((list) =>
    Object.fromEntries(
      [...list.querySelectorAll("dt")].map((title) => {
        const said = [...title.parentElement.querySelectorAll("dd")].map((part) => part.textContent);
        return [title.textContent, said.join(" | ")];
      }),
    ),
  );
}

/// Waits until a tile says what `pattern` matches (or anything but the text `not`); returns it.
export async function tile(opened, title, pattern, not) {
  return eventually(`the tile “${title}”`, async () => {
    const text = (await tiles(opened))[title];
    if (text !== not && pattern.test(text)) return text;
    throw new Error(`it says ${text}`);
  });
}

/// The ranked series as one line of text each.
export async function rankedLines(opened) {
  return (await ranked(opened).allInnerTexts()).map((line) => line.replaceAll(/\s+/g, " "));
}

/// Does `click` and returns the text of the file that the page then offers.
export async function offered(opened, click) {
  const [download] = await Promise.all([opened.waitForEvent("download"), click()]);
  return readFileSync(await download.path(), "utf8");
}

/// Tells the page that its tab came to the front, as switching tabs does.
export async function comeToFront(tab) {
  await tab.bringToFront();
  await tab.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
}

/// Rows of a table in time, one a minute from 2026-03-01, in UTC: `row(at, iso)` words each.
export function minutes(count, row) {
  const begin = Date.UTC(2026, 2, 1);
  return Array.from({ length: count }, (_, at) => row(at, iso(begin + at * 60_000))).join("\n");
}

/// `2026-03-01T00:00:00Z`.
export function iso(millis) {
  return `${new Date(millis).toISOString().slice(0, 19)}Z`;
}

/// A calm value with a little noise, the same in every run; `fault` is added from point 400 to 419.
export function calm(at, fault = 0) {
  const noise = ((at * 7919) % 101) / 50;
  return (20 + noise + (at >= 400 && at < 420 ? fault : 0)).toFixed(2);
}

/// A wide file whose two series misbehave together: one incident.
export function incidentFile(name = "shop.csv") {
  const rows = minutes(600, (at, time) => `${time},${calm(at, 90)},${calm(at, 60)}`);
  return { name, text: `time,latency_ms,queue_length\n${rows}` };
}

/// What a store of the database has, by `getAll` or `getAllKeys`; bytes come as characters.
export function readStore(tab, store, all = "getAll") {
  return tab.evaluate(
    ({ store, all }) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("blip");
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const database = request.result;
          const found = database.transaction(store).objectStore(store)[all]();
          found.onerror = () => reject(found.error);
          found.onsuccess = () => {
            database.close();
            resolve(found.result.map((one) => (typeof one === "string" ? one : String.fromCharCode(...one))));
          };
        };
      }),
    { store, all },
  );
}

/// The blocks of stored incidents.
export const readBlocks = (tab) => readStore(tab, "blocks");
