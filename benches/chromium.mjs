// A fresh page for each sample, in one Chromium, and what its processes took.

import { chromium } from "playwright-core";
import { readFileSync } from "node:fs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/// Longer than the slowest contestant on a busy machine.
const PATIENCE = 400_000;

/// Starts Chromium; `sample` runs one contestant once in a page of its own.
export async function browser(url) {
  const launched = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const session = await launched.newBrowserCDPSession();

  async function sample({ part, contestant, file, options = {} }) {
    const profile = await launched.newContext({ viewport: { width: 1280, height: 900 } });
    try {
      const page = await profile.newPage();
      const errors = [];
      page.on("pageerror", (error) => errors.push(error.message));
      await page.goto(`${url}bench/page/index.html`, { waitUntil: "load" });
      if (file) await page.setInputFiles("#file", file);
      const measured = await within(
        page.evaluate(([part, contestant, options]) => window.bench(part, contestant, options), [part, contestant, options]),
        () => `${part} ${contestant} took longer than ${PATIENCE / 1000} s ${errors.join("; ")}`,
      );
      measured.peak = await peak(session);
      measured.memory = await wasmMemory(page);
      return measured;
    } finally {
      await profile.close();
    }
  }
  return { sample, version: launched.version(), close: () => launched.close() };
}

async function within(work, message) {
  let timer;
  const late = new Promise((_, refuse) => {
    timer = setTimeout(() => refuse(new Error(message())), PATIENCE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

// Highest resident size of a renderer in MB. A spare renderer is smaller than any at work.
async function peak(session) {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = processInfo
    .filter((one) => one.type === "renderer")
    .map((one) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${one.id}/status`, "utf8"))?.[1] ?? 0));
  return Math.max(...sizes) / 1024;
}

// Memory of the released worker's program in MB: asked of the program that already runs there.
async function wasmMemory(page) {
  const worker = page.workers().find((one) => one.url().includes("worker_boot.js"));
  if (!worker) return null;
  return worker.evaluate(async () => {
    const program = await import(self.location.href);
    const { memory } = await program.default();
    return memory.buffer.byteLength / 2 ** 20;
  });
}
