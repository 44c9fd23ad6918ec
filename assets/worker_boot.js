// Starts the worker's program from a module that the page compiled once for the whole pool.
// The first message is { module }; what arrives before the program listens is kept for it.

const waiting = [];

// Loaded while the page compiles, in the page's build, which the address states. A failure is told
// once somebody waits for it.
const program = import(`./worker.js${new URL(import.meta.url).search}`);
program.catch(() => {});

function wait(event) {
  waiting.push(event);
}

self.onmessage = (first) => {
  self.onmessage = wait;
  start(first.data);
};

async function start({ module }) {
  try {
    const { default: begin } = await program;
    await begin({ module_or_path: module });
    if (self.onmessage === wait) throw new Error("the worker's program does not listen");
  } catch (error) {
    self.postMessage({ error: String(error) });
    return;
  }
  for (const event of waiting.splice(0)) self.onmessage(event);
}
