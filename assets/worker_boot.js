// The end of the worker's only script: Trunk.toml puts it behind what wasm-bindgen writes, since two
// scripts would be fetched one after the other by every worker. The program comes as { module }, the
// first message, which the page compiled once for the whole pool; it then listens by itself.

self.onmessage = ({ data: { module } }) => {
  self.onmessage = null;
  try {
    initSync({ module });
    if (!self.onmessage) throw new Error("the worker's program does not listen");
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
