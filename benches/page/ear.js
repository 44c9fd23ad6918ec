// What a program of the benches tells its script, as JSON.

/// What was heard, and who waits for it.
export function ear() {
  const heard = [];
  const waiting = [];
  const look = () => {
    for (let at = waiting.length - 1; at >= 0; at--) {
      const found = heard.find(waiting[at].wanted) ?? heard.find((event) => event.kind === "failed");
      if (!found) continue;
      const [{ done, failed }] = waiting.splice(at, 1);
      if (found.kind === "failed") failed(new Error(found.why));
      else done(found);
    }
  };
  const hear = (json) => {
    const event = JSON.parse(json);
    event.at = performance.now();
    heard.push(event);
    look();
  };
  const event = (wanted) =>
    new Promise((done, failed) => {
      waiting.push({ wanted, done, failed });
      look();
    });
  return { hear, heard, event };
}
