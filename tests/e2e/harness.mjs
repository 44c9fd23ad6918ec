// What a browser test starts: the built page under a sub-path, Chromium, real servers. Everything
// runs on free loopback ports and in folders of its own, waits a bounded time, and is gone when
// the test file ends.

export { page } from "./browser.mjs";
export { DIST, site } from "./site.mjs";
export { alertmanager, nginx, prometheus, victoriaMetrics } from "./servers.mjs";
export { tempFolder } from "./process.mjs";
export { eventually } from "./wait.mjs";
