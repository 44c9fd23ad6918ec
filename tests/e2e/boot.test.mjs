// The page starts, and where it cannot, it says why in a sentence.

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, page, site } from "./harness.mjs";

const bootText = (opened) => opened.locator("#boot-state").textContent();

async function says(opened, pattern) {
  await eventually(`the sentence ${pattern}`, async () => pattern.test(await bootText(opened)));
}

test("the page starts below its sub-path", async (t) => {
  const opened = await page(t);
  await opened.locator("#boot").waitFor({ state: "detached" });
  assert.equal(await opened.title(), "Blip");
  assert.ok((await opened.locator("body").innerText()).trim().length > 0, "the program shows something");
});

test("samples, icon and both programs are served", async () => {
  const { url } = await site();
  const files = ["samples/sample.csv", "samples/sample_long.csv", "samples/sample.csv.gz", "samples/sample.log", "worker_boot.js", "worker_bg.wasm", "demo_boot.js", "demo_bg.wasm"];
  for (const file of files) assert.equal((await fetch(url + file)).status, 200, file);
  const html = await (await fetch(url)).text();
  // Minified attributes have quotes only where they need them.
  const links = [...html.matchAll(/(?:href|src|data-js|data-wasm)="?([^"\s>]+)/g)].map((match) => match[1]);
  assert.ok(links.length > 6, "links of the page");
  for (const link of links) assert.ok(link.startsWith("/blip/"), `${link} stays below the sub-path`);
  for (const link of links) assert.equal((await fetch(new URL(link, url))).status, 200, link);
});

test("without WebAssembly it says so", async (t) => {
  const opened = await page(t, { before: (tab) => tab.addInitScript(() => delete window.WebAssembly) });
  await says(opened, /needs a newer browser.*WebAssembly is missing/);
});

test("without SIMD it says so", async (t) => {
  const before = (tab) => tab.addInitScript(() => (WebAssembly.validate = () => false));
  await says(await page(t, { before }), /no SIMD/);
});

test("without module workers it says so", async (t) => {
  const old = () => {
    const Worker = window.Worker;
    window.Worker = function (url) {
      return new Worker(url);
    };
  };
  const opened = await page(t, { before: (tab) => tab.addInitScript(old) });
  await says(opened, /workers cannot be modules/);
});

test("a program that does not load is a sentence, not a blank page", async (t) => {
  const opened = await page(t, {
    expected: [/ERR_FAILED/, /Failed to fetch/, /app-.*\.wasm/],
    before: (tab) => tab.route("**/app-*_bg.wasm", (route) => route.abort()),
  });
  await says(opened, /could not start.*Reload/);
});
