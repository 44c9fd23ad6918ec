// The page in Firefox: a smoke test by plain WebDriver, for what only another engine would show.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";

import { atEnd } from "./cleanup.mjs";
import { eventually, site, tempFolder } from "./harness.mjs";
import { freePort, start } from "./process.mjs";

const OURS = resolve(import.meta.dirname, "../../.tools/bin/geckodriver");
const DRIVER = existsSync(OURS) ? OURS : "geckodriver";
const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

// A session of its own Firefox: `call(method, path, body)` of WebDriver.
async function firefox() {
  const port = await freePort();
  const server = `http://127.0.0.1:${port}`;
  const profiles = tempFolder("firefox");
  await start([DRIVER, "--port", String(port), "--profile-root", profiles, "--log", "error"], `${server}/status`);
  const options = { binary: FIREFOX, args: ["-headless"] };
  const capabilities = { alwaysMatch: { browserName: "firefox", "moz:firefoxOptions": options } };
  const session = await call(server, "POST", "/session", { capabilities });
  const path = `/session/${session.sessionId}`;
  const program = session.capabilities["moz:processID"];
  // The driver's end does not end the browser.
  atEnd(() => call(server, "DELETE", path), () => kill(program));
  return (method, rest, body) => call(server, method, `${path}${rest}`, body);
}

function kill(program) {
  try {
    process.kill(program, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

async function call(server, method, path, body) {
  const reply = await fetch(`${server}${path}`, {
    method,
    headers: body && { "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  const { value } = await reply.json();
  if (!reply.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}

test("in Firefox the page starts and the demo shows an incident", async () => {
  const driver = await firefox();
  const texts = async (xpath) => {
    const found = await driver("POST", "/elements", { using: "xpath", value: xpath });
    return Promise.all(found.map((one) => driver("GET", `/element/${one[ELEMENT]}/text`)));
  };
  await driver("POST", "/url", { url: (await site()).url });
  assert.equal(await driver("GET", "/title"), "Blip");

  const cards = await eventually(
    "an incident",
    async () => {
      const found = await texts("//ul[@aria-label='Incidents, newest first']//article");
      return found.length > 0 && found;
    },
    { within: 40_000 },
  );
  assert.match(cards[0], /Demo: .*; it lasted /s);
  const [series] = await texts("//ul[@aria-label='Ranked series']//button");
  assert.match(series, /×/, "the list is ranked");
  const images = await driver("POST", "/elements", { using: "xpath", value: "//canvas[@role='img'][@aria-label!='']" });
  assert.ok(images.length > 0, "charts with words");
  assert.match(await driver("GET", `/element/${images[0][ELEMENT]}/computedlabel`), /Last value/);
  assert.deepEqual(await texts("//*[@role='alert']"), [], "nothing failed");
  assert.deepEqual(await texts("//*[@id='boot-state']"), [], "no error page");

  const readable = "return new Promise((ok) => indexedDB.databases().then((all) => ok(all.map((one) => one.name))))";
  assert.deepEqual(await driver("POST", "/execute/sync", { script: readable, args: [] }), ["blip"], "the history is stored");
});
