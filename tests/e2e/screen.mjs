// The parts of the page as a user names them: by role and accessible name, never by markup.

import { eventually } from "./wait.mjs";

export const incidents = (opened) => opened.getByRole("list", { name: "Incidents, newest first" });
export const ranked = (opened) => opened.getByRole("list", { name: "Ranked series" });
export const charts = (opened) => opened.getByRole("region", { name: "Charts", exact: true });
export const pictures = (opened) => charts(opened).getByRole("img");
export const sources = (opened) => opened.getByRole("list", { name: "Open sources" });
export const server = (opened) => opened.getByRole("region", { name: "Query" }).getByRole("status");
export const queryBox = (opened) => opened.getByRole("region", { name: "Query" }).getByLabel("PromQL query");
export const messages = (opened) => opened.getByRole("alert");

/// The figures of the summary by title, such as `{ Anomalies: "14", … }`.
export async function figures(opened) {
  const titles = await opened.getByRole("term").allInnerTexts();
  const details = await opened.getByRole("definition").allInnerTexts();
  return Object.fromEntries(titles.map((title, at) => [title, `${details[2 * at]} | ${details[2 * at + 1]}`]));
}

/// The sentences of all incidents on the page.
export async function sentences(opened) {
  const cards = await incidents(opened).getByRole("article").all();
  return Promise.all(cards.map((card) => card.getByRole("paragraph").nth(1).innerText()));
}

/// Waits until the demo stands there with a chart and an incident.
export async function demo(opened) {
  await pictures(opened).first().waitFor();
  await incidents(opened).getByRole("article").first().waitFor();
}

/// First and last moment of what a chart shows, as its text says them, and that text.
export async function chartText(picture) {
  const text = await picture.getAttribute("aria-label");
  const [, from, to] = /, from (.+?) to (.+?)\. /.exec(text) ?? [];
  return { text, from, to };
}

/// Number of different colours on a canvas: one if nothing is drawn.
export function colours(picture) {
  return picture.evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}

/// Fills in the form and presses Connect. `login` is { token } or { user, password }.
export async function connect(opened, address, login = {}) {
  const form = opened.getByRole("form", { name: "Connect to Prometheus" });
  await form.getByLabel("Prometheus URL").fill(address);
  const way = login.token !== undefined ? "Bearer token" : login.user !== undefined ? "user and password" : "no login";
  await form.getByLabel("Log in with").selectOption(way);
  if (login.token !== undefined) await form.getByLabel("Token", { exact: true }).fill(login.token);
  if (login.user !== undefined) await form.getByLabel("User", { exact: true }).fill(login.user);
  if (login.password !== undefined) await form.getByLabel("Password", { exact: true }).fill(login.password);
  await form.getByRole("button", { name: "Connect" }).click();
}

/// Waits until the query's source says how many points it has, and resolves to that number.
export function points(opened) {
  return eventually("points of the query", async () => {
    const states = await sources(opened).getByRole("status").allInnerTexts();
    const found = states.map((state) => /^([\d,]+) points?$/.exec(state)).find(Boolean);
    return found && Number(found[1].replaceAll(",", ""));
  }, { within: 20_000 });
}

/// Types a query and runs it.
export async function runQuery(opened, promql) {
  await queryBox(opened).fill(promql);
  await opened.getByRole("button", { name: "Run query" }).click();
}

/// The message that matches, with its text; it must name a fix.
export async function message(opened, pattern, within) {
  const found = opened.getByRole("alert").filter({ hasText: pattern });
  await found.first().waitFor({ timeout: within });
  return found.first().innerText();
}

/// The lines of the request ledger, newest first, after unfolding it.
export async function ledger(opened) {
  const summary = opened.getByText(/^Requests: /);
  const table = opened.getByRole("region", { name: "Requests sent" });
  if (!(await table.isVisible())) await summary.click();
  const cells = await table.getByRole("row").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText)));
  return cells.slice(1).map(([time, method, host, path, status, bytes, took]) => ({ time, method, host, path, status, bytes, took }));
}

/// Everything that the page keeps or shows outside its memory, as one text: storages, databases,
/// caches, cookies, address, history and markup.
export function kept(opened) {
  return opened.evaluate(async () => {
    const settled = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const found = [location.href, document.cookie, document.referrer, JSON.stringify(history.state)];
    for (const storage of [localStorage, sessionStorage]) found.push(JSON.stringify({ ...storage }));
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store);
        found.push(store, JSON.stringify(await settled(all.getAll())));
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      found.push(...(await cache.keys()).map((request) => request.url));
    }
    found.push(document.documentElement.outerHTML);
    return found.join("\n");
  });
}
