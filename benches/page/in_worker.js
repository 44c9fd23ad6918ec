// Contestants that work in a worker of their own, as detection, logs and the store do in the page.

/// What the contestant of this script measured.
export async function inWorker(script, contestant, options) {
  const worker = new Worker(new URL(`bench/page/${script}`, document.baseURI), { type: "module" });
  const told = new Promise((done, failed) => {
    worker.onmessage = (event) => done(event.data);
    worker.onerror = (event) => failed(new Error(event.message));
  });
  worker.postMessage([contestant, options]);
  const { error, ...measured } = await told;
  if (error) throw new Error(error);
  return measured;
}

/// The same on the worker's side: contestants by name are given a program by its name, and its memory.
export function answer(name, contestants) {
  self.onmessage = async ({ data: [contestant, options] }) => {
    try {
      const program = await import(`../../program/${name}.js`);
      const { memory } = await program.default();
      self.postMessage(await contestants[contestant](program, options, memory));
    } catch (error) {
      self.postMessage({ error: String(error?.stack ?? error) });
    }
  };
}
