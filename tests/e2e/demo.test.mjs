// The first look: a page that nobody has touched shows what Blip is for, and sends nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, page, site } from "./harness.mjs";
import { chartText, charts, colours, demo, figures, incidents, ledger, pictures, ranked, sentences } from "./screen.mjs";

const NOON = Date.UTC(2025, 6, 1, 12);

/// Opens the demo with a seed, with the clock standing still if `at` is given.
async function demoOf(t, seed, { at, context, ready = demo } = {}) {
  const { url } = await site();
  const before = (tab) => at && tab.clock.setFixedTime(at);
  const opened = await page(t, { url: `${url}#seed=${seed}`, before, context });
  await ready(opened);
  return opened;
}

// Runs in the page: notes when all that a visitor came for is in the document.
function stopwatch() {
  const there = (text) => document.evaluate(text, document, null, XPathResult.BOOLEAN_TYPE).booleanValue;
  const all = [
    "//canvas[@role='img' and contains(@aria-label, 'Last value')]",
    "//ul[@aria-label='Ranked series']//button[contains(., 'severity')]",
    "//ul[contains(@aria-label, 'Incidents')]//article//p[contains(., '.')]",
  ];
  const look = () => {
    if (all.every(there)) window.blipStood = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}

test("within two seconds charts, ranked anomalies and an incident stand there, and nothing was sent", async (t) => {
  // A machine that does other work at the same time may spoil some of the loads, not all.
  const times = [];
  for (let load = 0; load < 5 && !times.some((time) => time < 2000); load += 1) {
    const asked = [];
    const before = async (tab) => {
      tab.on("request", (request) => asked.push(request.url()));
      await tab.addInitScript(stopwatch);
    };
    const opened = await page(t, { before });
    times.push(await eventually("the whole demo", () => opened.evaluate(() => window.blipStood)));

    assert.ok((await pictures(opened).count()) >= 3, "charts");
    const drawn = async () => (await colours(pictures(opened).first())) > 3;
    await eventually("a drawn chart", drawn);
    assert.ok((await ranked(opened).getByRole("button").count()) >= 3, "ranked series");
    const [first] = await ranked(opened).getByRole("button").allInnerTexts();
    assert.match(first, /[1-9]\d*(\.\d)?\+?\s×[^]*\d+ anomal/, "the most abnormal series comes first");
    const [sentence] = await sentences(opened);
    assert.match(sentence, /^\S.{40,}\d.{10,}\.$/s, "a sentence");
    const { origin } = new URL(opened.url());
    const strangers = asked.filter((url) => new URL(url).origin !== origin && !url.startsWith("data:"));
    assert.deepEqual(strangers, [], "requests to other hosts");
    assert.ok(await opened.getByText("Requests: none sent since this page was loaded").isVisible());
    assert.deepEqual(await ledger(opened), []);
  }
  t.diagnostic(`ms until the demo stood: ${times.map(Math.round).join(", ")}`);
  assert.ok(Math.min(...times) < 2000, `ms until the demo stood: ${times}`);
});

test("five seeds tell five stories, and the same seed the same figures", async (t) => {
  const stories = [];
  for (const seed of [1, 2, 3, 4, 5]) {
    const opened = await demoOf(t, seed, { at: NOON });
    assert.equal(await opened.getByLabel("Seed", { exact: true }).inputValue(), String(seed));
    stories.push({ told: (await sentences(opened)).join(" "), figures: await figures(opened) });
  }
  assert.equal(new Set(stories.map((story) => story.told)).size, 5, JSON.stringify(stories));
  assert.equal(new Set(stories.map((story) => JSON.stringify(story.figures))).size, 5);

  const again = await demoOf(t, 3, { at: NOON });
  assert.deepEqual({ told: (await sentences(again)).join(" "), figures: await figures(again) }, stories[2]);

  await again.getByLabel("Seed", { exact: true }).fill("5");
  await again.getByLabel("Seed", { exact: true }).press("Enter");
  await eventually("the figures of the seed typed in", async () => {
    assert.deepEqual({ told: (await sentences(again)).join(" "), figures: await figures(again) }, stories[4]);
    return true;
  });
});

test("times switch between the user's zone and UTC, and say which it is", async (t) => {
  const context = { timezoneId: "Asia/Kolkata" };
  const opened = await demoOf(t, 7, { at: NOON, context });
  const zoned = async (clock, date, suffix) => {
    const { to } = await eventually(`times in ${suffix}`, async () => {
      const shown = await chartText(pictures(opened).first());
      return shown.to?.endsWith(suffix) && shown;
    });
    // The demo's last point lies at most a few seconds before the clock.
    assert.match(to, new RegExp(`^${date} ${clock}`));
    const when = await incidents(opened).getByRole("article").first().getByRole("paragraph").first().innerText();
    assert.ok(when.includes(` ${suffix}`), `${when} has its zone`);
    const table = opened.getByRole("region", { name: "Anomalous points" }).getByRole("row");
    for (const row of (await table.allInnerTexts()).slice(1, 9)) {
      assert.match(row, /^2025-07-01 \d\d:\d\d:\d\d /);
      assert.ok(row.includes(` ${suffix}`), row);
    }
  };
  const toggle = opened.getByRole("switch", { name: "Show times in local time" });
  assert.equal(await toggle.getAttribute("aria-checked"), "true");
  await zoned("(17:29:5|17:30:00)", "2025-07-01", "UTC+05:30");
  await toggle.click();
  assert.equal(await toggle.getAttribute("aria-checked"), "false");
  await zoned("(11:59:5|12:00:00)", "2025-07-01", "UTC");
  await opened.reload();
  await demo(opened);
  await zoned("(11:59:5|12:00:00)", "2025-07-01", "UTC");
});

test("the theme follows the system, then the user, over a reload too", async (t) => {
  const opened = await demoOf(t, 7, { context: { colorScheme: "dark" } });
  const ground = () => opened.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const brightness = async () => (await ground()).match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
  const pixel = () =>
    pictures(opened).first().evaluate((canvas) => canvas.toDataURL().length + canvas.toDataURL().slice(0, 4000));
  assert.ok((await brightness()) < 200, "dark as the system");
  await eventually("a drawn chart", async () => (await colours(pictures(opened).first())) > 3);
  const dark = await pixel();
  await opened.getByRole("button", { name: "Theme: system" }).click();
  await opened.getByRole("button", { name: "Theme: light" }).waitFor();
  assert.ok((await brightness()) > 600, "light");
  await eventually("charts in other colours", async () => (await pixel()) !== dark);
  await opened.reload();
  await demo(opened);
  await opened.getByRole("button", { name: "Theme: light" }).click();
  await opened.getByRole("button", { name: "Theme: dark" }).waitFor();
  assert.ok((await brightness()) < 200, "dark");
});

// Runs in the page: what can be operated and is in sight.
function operable() {
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
  const named = [...all].filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0);
  window.blipOperable = named;
  return named.map((one) => `${one.tagName} ${one.getAttribute("aria-label") ?? one.textContent}`.slice(0, 60));
}

test("Tab reaches everything that can be operated, and each has a name", async (t) => {
  // The clock stands still, so that the live demo does not change under the keys.
  const opened = await demoOf(t, 7, { at: NOON });
  await pictures(opened).nth(3).waitFor();
  const names = await opened.evaluate(operable);
  assert.ok(names.length > 30, `${names.length} things to operate`);
  const reached = new Set();
  await opened.evaluate(() => document.body.focus());
  // A field of a moment has several stops.
  for (let press = 0; press < names.length + 40; press += 1) {
    await opened.keyboard.press("Tab");
    const at = await opened.evaluate(() => window.blipOperable.indexOf(document.activeElement));
    if (at >= 0) reached.add(at);
    if (reached.size === names.length) break;
  }
  const missed = names.filter((_, at) => !reached.has(at));
  assert.deepEqual(missed, [], "not reached by Tab");

  const nameless = await opened.evaluate(() =>
    window.blipOperable.filter((one) => {
      const labels = [...(one.labels ?? [])].map((label) => label.textContent).join("");
      return !`${one.getAttribute("aria-label") ?? ""}${labels}${one.tagName === "INPUT" ? "" : one.textContent}`.trim();
    }).map((one) => one.outerHTML),
  );
  assert.deepEqual(nameless, [], "without a name");
});

test("a chart zooms, moves and resets by keys, and its text follows", async (t) => {
  const opened = await demoOf(t, 7, { at: NOON });
  const picture = pictures(opened).first();
  const whole = await chartText(picture);
  assert.match(whole.text, /^error_rate\{.*Last value .* at .*; smallest .*; largest .* Alarms at \d+ places of the chart, the worst: .* severity (high|medium|low)\./);
  const seconds = ({ from, to }) => (Date.parse(`${to.slice(0, 19)}Z`.replace(" ", "T")) - Date.parse(`${from.slice(0, 19)}Z`.replace(" ", "T"))) / 1000;
  const press = async (key, what, holds) => {
    await charts(opened).getByRole("group").first().press(key);
    return eventually(what, async () => {
      const now = await chartText(picture);
      return holds(now) && now;
    });
  };
  const near = await press("+", "a narrower window", (now) => seconds(now) < seconds(whole) * 0.9);
  for (const other of await pictures(opened).all()) {
    await eventually("one window for all charts", async () => (await chartText(other)).from === near.from);
  }
  const left = await press("ArrowLeft", "an earlier window", (now) => now.to < near.to && now.from < near.from);
  assert.ok(Math.abs(seconds(left) - seconds(near)) <= 1, "moving does not zoom");
  await press("ArrowRight", "the former window", (now) => now.from === near.from);
  await press("-", "the whole again", (now) => Math.abs(seconds(now) - seconds(whole)) <= 1);
  await press("+", "a narrower window", (now) => seconds(now) < seconds(whole) * 0.9);
  await press("0", "everything", (now) => now.from === whole.from && now.to === whole.to);
  assert.equal(await opened.getByRole("button", { name: "Show all" }).count(), 0);
});

test("the arrow keys walk through the ranked list and Enter shows a chart", async (t) => {
  const opened = await demoOf(t, 7, { at: NOON });
  const rows = ranked(opened).getByRole("button");
  await rows.first().focus();
  await opened.keyboard.press("ArrowDown");
  assert.ok(await rows.nth(1).evaluate((row) => row === document.activeElement), "the second row has the focus");
  await opened.keyboard.press("Enter");
  await eventually("one chart only", async () => (await pictures(opened).count()) === 1);
  assert.equal(await rows.nth(1).getAttribute("aria-pressed"), "true");
  assert.equal(await rows.first().getAttribute("aria-pressed"), "false");
});

test("a phone shows one part at a time behind tabs, and nothing sticks out", async (t) => {
  const context = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const ready = (tab) => pictures(tab).first().waitFor();
  const opened = await demoOf(t, 7, { context, ready });
  const parts = { Series: ranked(opened), Charts: pictures(opened).first(), Incidents: incidents(opened) };
  for (const [name, part] of Object.entries(parts)) {
    await opened.getByRole("tab", { name }).tap();
    await part.waitFor();
    assert.equal(await opened.getByRole("tab", { name }).getAttribute("aria-selected"), "true");
    for (const [other, hidden] of Object.entries(parts)) {
      if (other !== name) assert.equal(await hidden.isVisible(), false, `${other} while ${name} is shown`);
    }
    const over = await opened.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 1, `${name} is ${over} px wider than the screen`);
  }
  await opened.getByRole("button", { name: "Show charts" }).first().tap();
  await parts.Charts.waitFor();
  await eventually("the incident's charts", async () => (await colours(parts.Charts)) > 3);

  const wide = await demoOf(t, 7);
  assert.equal(await wide.getByRole("tab").count(), 0, "tabs on a wide screen");
  assert.equal(await wide.getByRole("button", { name: /^Data and settings/ }).count(), 0, "and nothing folded");
});

test("on a phone the first screen has the worst series and the newest incident, and the rest is a tap away", async (t) => {
  const context = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, timezoneId: "UTC" };
  const opened = await demoOf(t, 7, { context, ready: (tab) => pictures(tab).first().waitFor() });
  const bottom = async (one) => {
    await one.waitFor();
    const { y, height } = await one.boundingBox();
    return y + height;
  };
  for (const [name, part] of [
    ["Charts", pictures(opened).first()],
    ["Series", ranked(opened).getByRole("button").first()],
    ["Incidents", incidents(opened).getByRole("article").first()],
  ]) {
    await opened.getByRole("tab", { name }).tap();
    const end = await bottom(part);
    assert.ok(end <= 844, `the first of ${name} ends at ${end}`);
  }
  const fold = opened.getByRole("button", { name: /^Data and settings/ });
  assert.match(await fold.innerText(), /Demo: .+ · UTC$/);
  assert.equal(await fold.getAttribute("aria-expanded"), "false");
  const folded = [
    opened.getByLabel("Prometheus URL"),
    opened.getByRole("button", { name: "Open files…" }),
    opened.getByRole("region", { name: "Begin" }),
    opened.getByLabel("Demo scenario"),
    opened.getByRole("group", { name: "Replay" }),
    opened.getByRole("switch", { name: "Show times in local time" }),
  ];
  for (const one of folded) assert.equal(await one.isVisible(), false, `${one}`);
  await fold.focus();
  await opened.keyboard.press("Enter");
  for (const one of folded) await one.waitFor();
  await opened.keyboard.press("Tab");
  assert.ok(await folded[0].evaluate((one) => one === document.activeElement), "what is unfolded comes next");
  await opened.getByLabel("Demo scenario").selectOption("normal");
  await eventually("what is open", async () => /Demo: Normal/i.test(await fold.innerText()));
  const over = await opened.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 1, `${over} px wider than the screen`);
});
