// The story of somebody on call, in a replay of the demo: a deployment, a series that is flagged, the log that says
// why, the card that names the cause, and what is done with it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, site } from "./harness.mjs";
import { begin, incidents, offered, ranked, rankedLines, readBlocks, tile } from "./journey.mjs";

const NOON = Date.UTC(2025, 6, 1, 12);
const STEP = 15_000;
// A seed of which nothing alarms before its fault, at this hour.
const SEED = 25;
const SCENARIO = "Saturated after a deployment";

const replay = (opened) => opened.getByRole("group", { name: "Replay" });
const slider = (opened) => replay(opened).getByRole("slider", { name: "Position" });
const logs = (opened) => opened.getByRole("region", { name: "Log patterns" });
const card = (opened) => incidents(opened).filter({ hasText: SCENARIO });

// The moment that is shown, once it is.
async function shown(opened) {
  await eventually("the moment's data", async () => (await replay(opened).getAttribute("aria-busy")) === "false");
  // Incidents follow the log.
  await opened.waitForTimeout(400);
  return instant(await slider(opened).getAttribute("aria-valuetext"));
}

// `2025-07-01 10:40:00 UTC` in milliseconds.
function instant(text) {
  const [, date, clock] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/.exec(text);
  return Date.parse(`${date}T${clock}Z`);
}

async function step(opened, key = "ArrowRight") {
  const before = await slider(opened).getAttribute("aria-valuetext");
  await slider(opened).press(key);
  await eventually("the next moment", async () => (await slider(opened).getAttribute("aria-valuetext")) !== before);
  return shown(opened);
}

// Steps until something holds; the moment at which it does.
async function until(opened, what, holds, { meanwhile = () => {}, most = 40 } = {}) {
  for (let left = most; left > 0; left -= 1) {
    const at = await step(opened);
    if (await holds()) return at;
    await meanwhile();
  }
  throw new Error(`${what} did not come within ${most} steps`);
}

async function story(t) {
  const { url } = await site();
  const opened = await begin(t, { url: `${url}#seed=${SEED}`, before: (tab) => tab.clock.setFixedTime(NOON) });
  await opened.getByLabel("Demo scenario").selectOption({ label: SCENARIO });
  await eventually("its series", async () => (await rankedLines(opened)).some((line) => line.includes("connections")));
  await replay(opened).getByRole("button", { name: "Pause" }).click();
  await replay(opened).getByRole("button", { name: "Play" }).waitFor();
  return opened;
}

const events = (opened) => opened.getByRole("list", { name: "Events, newest first" }).getByRole("listitem");

// Picks the newest anomalous point, whose series left what is usual some time before: whether what changed in the log
// since then is first of all this.
async function hasChanged(opened, pattern) {
  const tabs = opened.getByRole("toolbar", { name: "Charts or log patterns" });
  await tabs.getByRole("button", { name: "Charts" }).click();
  const points = opened.getByRole("region", { name: "Anomalous points" });
  await points.getByRole("button", { name: /^2025-/ }).first().click();
  await tabs.getByRole("button", { name: /^Log patterns/ }).click();
  await logs(opened).getByText(/patterns? changed in 2025-/).waitFor();
  const first = logs(opened).locator("tbody > tr[data-pinned]").first();
  const told = () => first.innerText().then((text) => pattern.test(text));
  return eventually("that pattern", told, { within: 2_000 }).catch(() => false);
}

test("a deployment, a flagged series, the log's time-outs and the card come one after the other", async (t) => {
  const opened = await story(t);
  // What the present knows of: when it was deployed.
  await opened.getByRole("button", { name: "Mark an event" }).click();
  const deployment = events(opened).filter({ hasText: /5\.\d+\.0 rolled out/ });
  const [, name] = /([a-z]+ 5\.\d+\.0) rolled out/.exec(await deployment.innerText());
  const deployedAt = instant(await deployment.innerText());

  const beginning = NOON - Number(await slider(opened).getAttribute("max")) * STEP;
  await slider(opened).fill(String((deployedAt - beginning) / STEP - 3));
  assert.equal(await shown(opened), deployedAt - 3 * STEP, "the moment before");
  const calm = async () => {
    await tile(opened, "Anomalies", /^0 /);
    assert.equal(await incidents(opened).count(), 0, "no incident");
  };
  await calm();
  assert.equal(await deployment.count(), 0, "nothing was deployed yet");

  const known = await until(opened, "the deployment", async () => (await deployment.count()) === 1, { meanwhile: calm });
  assert.ok(known - deployedAt <= STEP, "it is known at once");
  const first = ranked(opened).first();
  const flagged = await until(opened, "an alarm", async () => /[1-9]\d* anomal/.test(await first.innerText()), { meanwhile: calm });
  assert.match(await first.innerText(), /connections[^]*orders-db/, "the database's connections come first");
  assert.equal(await incidents(opened).count(), 0, "no incident yet");

  const says = () => hasChanged(opened, /^error\s+(new|risen)\s*database timeout after/);
  assert.ok(!(await says()), "the log does not say it yet");
  const said = await until(opened, "the log's time-outs", says, { most: 4 });
  assert.equal(await incidents(opened).count(), 0, "no incident yet");
  const opens = await until(opened, "the card", async () => (await incidents(opened).count()) === 1, { most: 8 });
  assert.ok(deployedAt < known && known < flagged && flagged < said && said < opens);
  const title = card(opened).getByRole("heading", { level: 3 }).getByRole("button");
  const cause = /^\W*(Likely|Almost certainly) database saturation /;
  assert.match(await title.innerText(), cause);
  // Once the service that was deployed suffers, too, its deployment is named.
  const names = async () => (await title.innerText()).includes("database saturation after a deployment");
  const named = await until(opened, "the deployment in the title", names, { most: 8 });
  assert.match(await title.innerText(), cause);
  const seconds = (...times) => times.map((time) => (time - deployedAt) / 1000).join(", ");
  t.diagnostic(`s after the deployment: alarm, log, card, its full title: ${seconds(flagged, said, opens, named)}`);

  await title.click();
  const part = (heading) => card(opened).locator("section").filter({ has: opened.getByRole("heading", { name: heading, exact: true }) });
  assert.match(await part("What may be behind it").innerText(), /database saturation[^]*the log speaks of the database: “database timeout after/);
  const suspects = await part("Who moved first").locator("li").allTextContents();
  assert.ok(suspects.some((text) => text.startsWith(`deployment: ${name} rolled out`)), suspects.join("\n"));

  await handled(opened, title, name);
});

async function handled(opened, title, name) {
  await card(opened).getByRole("button", { name: "Acknowledge", exact: true }).click();
  await card(opened).getByRole("button", { name: "Acknowledged", exact: true, pressed: true }).waitFor();
  await card(opened).getByLabel("Note", { exact: true }).fill("Rolled back, connections fall again");
  await card(opened).getByRole("button", { name: "Add note" }).click();
  await card(opened).getByText("Rolled back, connections fall again").waitFor();
  await card(opened).getByRole("button", { name: "resolved", exact: true }).click();
  await card(opened).getByRole("button", { name: "resolved", pressed: true }).waitFor();
  const draft = await offered(opened, () => card(opened).getByRole("button", { name: "Export post-mortem" }).click());
  assert.match(draft, /^# .*database saturation after a deployment/m);
  assert.match(draft, /- State: resolved/);
  assert.ok(draft.replaceAll("\\", "").includes(`${name} rolled out`), draft);
  assert.match(draft, /Rolled back, connections fall again/);

  const words = await title.innerText();
  await eventually("the store", async () => (await readBlocks(opened)).some((block) => block.includes("connections fall again")));
  await opened.reload();
  await card(opened).getByText(words).waitFor();
  await card(opened).getByRole("heading", { level: 3 }).getByRole("button").click();
  await card(opened).getByRole("button", { name: "resolved", pressed: true }).waitFor();
  await card(opened).getByText("Rolled back, connections fall again").waitFor();
}

test("a replay plays at its speed, and comes back to the present", async (t) => {
  const opened = await begin(t);
  const live = replay(opened).getByRole("button", { name: "Live" });
  assert.equal(await live.getAttribute("aria-pressed"), "true");
  await slider(opened).press("Home");
  assert.equal(await live.getAttribute("aria-pressed"), "false");
  await replay(opened).getByRole("button", { name: "Pause" }).click();
  const still = await shown(opened);
  await replay(opened).getByLabel("Speed").selectOption("300×");
  await opened.waitForTimeout(1500);
  assert.equal(await shown(opened), still, "time stands still");
  await replay(opened).getByRole("button", { name: "Play" }).click();
  await eventually("an hour later", async () => (await shown(opened)) > still + 3_600_000, { within: 60_000 });
  await live.click();
  await eventually("the present", async () => (await live.getAttribute("aria-pressed")) === "true");
  assert.equal(await slider(opened).inputValue(), await slider(opened).getAttribute("max"));
});
