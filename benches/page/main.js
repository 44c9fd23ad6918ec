// The bench page: runs one contestant once and returns what it measured and its check value.

const PARTS = ["csv", "matrix", "charts", "history", "workers", "detect", "logs"];

/// `bench(part, contestant, options)`; the driver calls it once in a fresh page.
window.bench = async (part, contestant, options) => {
  if (!PARTS.includes(part)) throw new Error(`no such part: ${part}`);
  const contestants = await import(`./${part}.js`);
  return contestants[contestant](options);
};
