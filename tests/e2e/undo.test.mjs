// A deleted incident comes back as it was, as long as the message about it stands there; then it is gone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually } from "./harness.mjs";
import { readBlocks } from "./journey.mjs";
import { deletions, evidenceOf, exported, open, ours, pictures, secondTab, withTroubles } from "./remembered.mjs";

// Notes, a verdict and a state, so that there is something to lose.
async function touched(t) {
  const opened = await withTroubles(t);
  const card = ours(opened).first();
  await open(card);
  await card.getByRole("toolbar", { name: "What it was" }).getByRole("button", { name: "real" }).click();
  await card.getByRole("button", { name: "Acknowledge", exact: true }).click();
  await card.getByRole("button", { name: "Acknowledged", exact: true }).waitFor();
  // Last, so that all is stored once this is.
  await card.getByRole("textbox", { name: "Note" }).fill("called <ops>");
  await card.getByRole("button", { name: "Add note" }).click();
  await card.getByText("called <ops>").waitFor();
  await eventually("what both looked like", async () => (await evidenceOf(opened)).length === 2);
  await eventually("the note in the store", async () => (await readBlocks(opened)).join().includes("called <ops>"));
  return opened;
}

const remove = (card) => card.getByRole("button", { name: "Delete", exact: true }).click();
const told = async (opened) => JSON.parse(await exported(opened));

test("a deleted incident is undone word for word, by keyboard as well", async (t) => {
  const opened = await touched(t);
  const card = ours(opened).first();
  const [before, text, blocks, drawn] = [await told(opened), await card.innerText(), await readBlocks(opened), await pictures(card)];
  const title = await card.getByRole("heading", { level: 3 }).innerText();
  const changes = opened.getByRole("region", { name: "What you changed" });
  await changes.getByRole("button", { name: "What you changed" }).click();
  await changes.getByText("note added").waitFor();
  const list = await changes.innerText();

  await card.getByRole("button", { name: "Delete", exact: true }).focus();
  await opened.keyboard.press("Enter");
  await eventually("one less", async () => (await ours(opened).count()) === 1);
  await deletions(opened).getByText(`Deleted “${title}”.`).waitFor();
  const undo = deletions(opened).getByRole("button", { name: "Undo" });
  await eventually("the focus on Undo", () => undo.evaluate((one) => one === document.activeElement));
  const box = await undo.boundingBox();
  assert.ok(box.y + box.height <= opened.viewportSize().height, "in sight, wherever the list is scrolled to");
  await opened.keyboard.press("Enter");
  await eventually("both again", async () => (await ours(opened).count()) === 2);
  await eventually("the focus on its title", () =>
    card.getByRole("heading", { level: 3 }).getByRole("button").evaluate((one) => one === document.activeElement),
  );
  assert.equal(await deletions(opened).count(), 0);
  assert.equal(await card.innerText(), text);
  assert.deepEqual(await pictures(card), drawn);
  assert.equal(await changes.innerText(), list, "nothing happened");
  assert.deepEqual(await readBlocks(opened), blocks);
  assert.deepEqual(await told(opened), before);
  await opened.reload();
  await open(card);
  await card.getByText("called <ops>").waitFor();
  assert.equal(await card.innerText(), text);
});

test("a tab that is closed before loses nothing, and another tab sees what is true", async (t) => {
  const opened = await touched(t);
  const second = await secondTab(opened);
  await remove(ours(opened).first());
  await eventually("one less", async () => (await ours(opened).count()) === 1);
  await second.reload();
  await eventually("both: nothing is deleted yet", async () => (await ours(second).count()) === 2);
  await opened.reload();
  await eventually("both, since it was left before", async () => (await ours(opened).count()) === 2);

  await remove(ours(opened).first());
  await deletions(opened).waitFor();
  // Twenty seconds.
  await deletions(opened).waitFor({ state: "detached", timeout: 30_000 });
  await eventually("the store without it", async () => !(await readBlocks(second)).join().includes("called <ops>"));
  assert.equal((await evidenceOf(second)).length, 1);
  await second.reload();
  await eventually("one in the other tab", async () => (await ours(second).count()) === 1);
  const changes = second.getByRole("region", { name: "What you changed" });
  await changes.getByRole("button", { name: "What you changed" }).click();
  await changes.getByText("incident deleted").waitFor();
});
