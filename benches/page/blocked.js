// How long the page could not react: the longest pause between two turns of its event loop.

/// Starts to watch; the answer ends it and tells milliseconds.
export function watch() {
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  let longest = 0;
  let on = true;
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    // A pause of a millisecond or so keeps the watch from being the load.
    if (on) setTimeout(() => port2.postMessage(0), 1);
  };
  port2.postMessage(0);
  return () => {
    on = false;
    return Math.max(longest, performance.now() - last);
  };
}
