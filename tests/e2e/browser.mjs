// One Chromium for a test file and set of flags, a fresh profile for each page, and no mishap that stays unseen.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

import { atEnd } from "./cleanup.mjs";
import { site } from "./site.mjs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const running = new Map();

function browser(flags) {
  const key = flags.join(" ");
  if (!running.has(key)) running.set(key, launch(flags));
  return running.get(key);
}

async function launch(flags) {
  const launched = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...flags], timeout: 30_000 });
  atEnd(() => launched.close());
  return launched;
}

// Runs in the page before its scripts. The policy forbids evaluated strings, not this.
function watch() {
  document.addEventListener("securitypolicyviolation", (event) => {
    window.blipReport("policy", `${event.violatedDirective} refused ${event.blockedURI}`);
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.blipReport("longtask", entry.duration);
  }).observe({ type: "longtask", buffered: true });
}

/// Opens the page for the test `t` and closes it after it. The test fails if a console error, an
/// uncaught error or a refusal by the security policy was seen that no pattern of `expected`
/// matches. Returned is a Playwright page with two more fields: `problems`, the mishaps so far,
/// and `longTasks`, the durations in ms of what blocked the page for 50 ms and more.
///
/// - `url`: default is the release below its sub-path.
/// - `expected`: patterns of mishaps that belong to the test.
/// - `before(page)`: called before the page loads, to add scripts or routes.
/// - `context`: options of Playwright's browser context.
/// - `flags`: further flags of Chromium, which then runs a second time.
export async function page(t, { url, expected = [], before, context = {}, flags = [] } = {}) {
  const profile = await (await browser(flags)).newContext({
    viewport: { width: 1280, height: 800 },
    ...context,
  });
  const opened = await profile.newPage();
  opened.setDefaultTimeout(10_000);
  opened.problems = [];
  opened.longTasks = [];

  t.after(async () => {
    // A worker may still be fetching its program: what its route says now is no mishap.
    for (const tab of profile.pages()) await tab.unrouteAll({ behavior: "ignoreErrors" });
    await profile.close();
    const unexpected = opened.problems.filter((text) => !expected.some((known) => known.test(text)));
    assert.deepEqual(unexpected, [], "mishaps in the page");
  });

  opened.on("console", (message) => {
    if (message.type() === "error") opened.problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  opened.on("pageerror", (error) => opened.problems.push(`uncaught: ${error.message}`));
  opened.on("crash", () => opened.problems.push("the page crashed"));
  await opened.exposeFunction("blipReport", (kind, value) => {
    if (kind === "longtask") opened.longTasks.push(value);
    else opened.problems.push(`policy: ${value}`);
  });
  await opened.addInitScript(watch);

  await before?.(opened);
  await opened.goto(url ?? (await site()).url);
  return opened;
}
