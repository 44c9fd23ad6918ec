// The built page, served as a project page is: below a sub-path, without special headers.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { serve } from "../../scripts/serve.mjs";
import { atEnd } from "./cleanup.mjs";

const ROOT = resolve(import.meta.dirname, "../..");

/// The release that is tested; it was built for the path BASE.
export const DIST = resolve(ROOT, process.env.BLIP_DIST ?? "target/blip");
const BASE = "/blip/";

let running;

/// Serves the release, once for a test file. Resolves to { url, port, close }.
export function site() {
  if (!existsSync(join(DIST, "index.html"))) throw new Error(`no release in ${DIST}: run make test`);
  running ??= serve({ root: DIST, base: BASE }).then((server) => {
    atEnd(server.close);
    return server;
  });
  return running;
}
