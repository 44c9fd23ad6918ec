// A gigabyte of a log on the page: first patterns at once, progress, exact counts all along, little memory,
// a page that answers, and a cancel that keeps what was read.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { eventually, tempFolder } from "./harness.mjs";
import { begin, openFiles, status } from "./journey.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/// Bytes that a renderer may grow by while the file is read: a tenth of it.
const MOST_GROWTH = 250e6;

// The project's own generator, as `cargo test` has built it.
async function generate(size) {
  const file = join(tempFolder("gigabyte"), "services.log");
  const flags = ["run", "--quiet", "--locked", "--profile", "test", "--example", "generate_log", "--", size, "--kind", "mixed"];
  const child = spawn("cargo", flags, { cwd: ROOT, stdio: ["ignore", openSync(file, "w"), "inherit"] });
  const [code] = await once(child, "exit");
  assert.equal(code, 0, "the generator made it");
  return file;
}

// Resident bytes of the largest renderer of this browser.
function residents() {
  const of = (pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
      return command.includes("--type=renderer") ? Number(resident?.[1] ?? 0) * 1024 : 0;
    } catch {
      return 0;
    }
  };
  return Math.max(...readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(of));
}

// Writes down each sum that the panel states, and when patterns first stood there.
async function record(opened) {
  await opened.evaluate(() => {
    window.recorded = { sums: new Set(), first: 0 };
    const began = () => (window.recorded.began ??= performance.now());
    document.querySelector("input[type=file]").addEventListener("change", began, { capture: true });
    const look = () => {
      const sum = document.querySelector(".patterns tfoot")?.textContent ?? "";
      const file = document.querySelector(".log-files")?.textContent ?? "";
      if (!file.includes("services.log")) return;
      window.recorded.first ||= performance.now() - window.recorded.began;
      window.recorded.sums.add(sum);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => opened.evaluate(() => ({ first: window.recorded.first, sums: [...window.recorded.sums] }));
}

const number = (text) => Number(text.replaceAll(",", ""));

function isExact(sum) {
  const [, counted, other, records] = /: ([\d,]+)(?: \+ ([\d,]+) other)? = ([\d,]+) records?$/.exec(sum) ?? [];
  return counted !== undefined && number(counted) + number(other ?? "0") === number(records);
}

test("a gigabyte is read with little memory while the page stays quick", async (t) => {
  const file = await generate("1G");
  const opened = await begin(t);
  await opened.getByRole("button", { name: /^Log patterns/ }).click();
  const recorded = await record(opened);
  const before = residents();
  opened.longTasks.length = 0;
  const began = performance.now();
  await openFiles(opened, file);
  await status(opened, "services.log", /^\d+\s%, [\d,]+ records, .*records\/s$/);
  let most = 0;
  await eventually(
    "all of it is read",
    async () => {
      most = Math.max(most, residents());
      return status(opened, "services.log", /^[\d,]{9,} records$/, { within: 1_000 });
    },
    { within: 100_000 },
  );
  const seconds = (performance.now() - began) / 1000;
  const { first, sums } = await recorded();
  t.diagnostic(`1 GB in ${seconds.toFixed(1)} s, first patterns after ${Math.round(first)} ms, ${Math.round((most - before) / 1e6)} MB more at most`);
  t.diagnostic(`tasks of 50 ms and more, in ms: ${JSON.stringify(opened.longTasks)}`);
  assert.ok(first < 2_000, `first patterns after ${first} ms`);
  assert.ok(sums.length > 3 && sums.every(isExact), `sums: ${sums.join("; ")}`);
  assert.ok(most - before < MOST_GROWTH, `${most - before} bytes more`);
  // Another program that takes the processor makes tasks long too.
  assert.ok(opened.longTasks.every((task) => task < 300), `long tasks: ${opened.longTasks}`);

  const [all] = (await status(opened, "services.log", /^[\d,]{9,} records$/)).split(" ");
  await opened.getByRole("button", { name: "Read services.log again" }).click();
  await status(opened, "services.log", /^[1-9]\d?\s%, [1-9][\d,]* records/);
  await opened.getByRole("button", { name: "Cancel" }).click();
  // What was read last is told at once, and what had come until the end a moment later.
  await eventually("the panel has as many", async () => {
    const kept = await status(opened, "services.log", /^[1-9][\d,]* records, stopped by you$/);
    const records = kept.split(" ")[0];
    const sum = await opened.locator(".patterns tfoot").textContent();
    return number(records) < number(all) && isExact(sum) && sum.endsWith(`= ${records} records`);
  });
});
