// The zip runs wherever it is unpacked; the hardest place is inside Prometheus, below /user/.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";

import { page, prometheus, tempFolder } from "./harness.mjs";
import { unzip } from "./unzip.mjs";

const ZIP = resolve(import.meta.dirname, "../..", process.env.BLIP_ZIP ?? "target/blip.zip");

test("prometheus serves the unpacked zip and the page starts there", async (t) => {
  assert.ok(existsSync(ZIP), `no ${ZIP}: run make zip`);
  const folder = tempFolder("zip");
  const names = unzip(ZIP, folder);
  assert.ok(names.includes("index.html"));
  assert.deepEqual(names, [...names].sort());

  const server = await prometheus({ flags: [`--web.user-assets=${folder}`] });
  const opened = await page(t, { url: `${server.url}/user/` });
  await opened.locator("#boot").waitFor({ state: "detached" });
  assert.equal(await opened.title(), "Blip");
});
