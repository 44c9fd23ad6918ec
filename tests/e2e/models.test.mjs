// Fitted models on the page: learnt from one file, kept by the browser, judging another.

import assert from "node:assert/strict";
import { test } from "node:test";

import { begin, calm, message, minutes, offered, openFiles, status, tile } from "./journey.mjs";

const file = (name, value) => ({ name, text: `time,load\n${minutes(600, (at, time) => `${time},${value(at)}`)}` });
const clean = file("clean.csv", (at) => calm(at));
// Wrong from its first point to its last: nothing in it says so.
const wrong = file("wrong.csv", (at) => (Number(calm(at)) + 40).toFixed(2));

const models = (opened) => opened.getByRole("list", { name: "Fitted models" }).getByRole("listitem");
const button = (opened, name) => opened.getByRole("button", { name, exact: true });

async function openModels(opened) {
  await opened.getByText(/^Fitted models/).click();
}

test("a model learnt from one file judges another, outlives a reload, and can be taken along", async (t) => {
  const opened = await begin(t);
  await opened.getByRole("combobox", { name: "Detector" }).selectOption("zscore");
  await openFiles(opened, clean);
  await status(opened, "clean.csv", "600 rows");
  await openModels(opened);
  await button(opened, "Fit on clean.csv").click();
  await models(opened).filter({ hasText: "clean.csv: 1 series, 600 points" }).waitFor();
  await message(opened, /was fitted on 1 series of clean\.csv/, "status");

  await opened.getByRole("button", { name: "Remove clean.csv" }).click();
  await openFiles(opened, wrong);
  await status(opened, "wrong.csv", "600 rows");
  await tile(opened, "Anomalies", /^0 /);
  await button(opened, "Use").click();
  await tile(opened, "Anomalies", /^600 /);
  assert.ok(await opened.getByRole("slider", { name: "Threshold" }).isDisabled(), "what it was fitted with stays");

  const exported = await offered(opened, () => models(opened).getByRole("button", { name: "Export" }).click());
  assert.equal(JSON.parse(exported).format, "blip model");

  await opened.reload();
  await openFiles(opened, wrong);
  await status(opened, "wrong.csv", "600 rows");
  await tile(opened, "Anomalies", /^600 /);
  await openModels(opened);
  await models(opened).getByRole("button", { name: "Delete" }).click();
  await tile(opened, "Anomalies", /^0 /);
  assert.equal(await models(opened).count(), 0);

  const chooser = opened.getByLabel("Choose a file of a fitted model");
  const give = (text) => chooser.setInputFiles({ name: "model.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await give('{"format":"blip model","version":99}');
  await message(opened, /newer|version/i);
  await give(exported);
  await tile(opened, "Anomalies", /^600 /);
  assert.equal(await models(opened).count(), 1);
});
