// A static web server on loopback, without special headers: like the hosts that the page must
// work on. The tests and `make serve` use it.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".gz": "application/gzip",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/// Serves the folder `root` under the path `base` ("/" or "/name/"); port 0 takes a free one.
/// Resolves to { url, port, close }.
export async function serve({ root, base = "/", port = 0 }) {
  const server = createServer((request, response) => {
    answer(resolve(root), base, request, response).catch(() => end(response, 500, "error"));
  });
  await new Promise((ready, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", ready);
  });
  const taken = server.address().port;
  return {
    url: `http://127.0.0.1:${taken}${base}`,
    port: taken,
    close: () =>
      new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      }),
  };
}

async function answer(root, base, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") return end(response, 405, "GET only");
  const path = plainPath(request.url);
  if (path === null) return end(response, 400, "bad address");
  if (`${path}/` === base) return end(response, 301, "", { Location: base });
  if (!path.startsWith(base)) return end(response, 404, "not found");

  const file = join(root, path.slice(base.length) || "index.html");
  if (!file.startsWith(root + sep)) return end(response, 404, "not found");
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) return end(response, 404, "not found");

  const type = TYPES[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "Content-Type": type, "Content-Length": found.size });
  if (request.method === "HEAD") return response.end();
  createReadStream(file).on("error", () => response.destroy()).pipe(response);
}

function plainPath(url) {
  try {
    return decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
}

function end(response, status, text, headers = {}) {
  if (response.headersSent) return response.destroy();
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers });
  response.end(text);
}

// A port that is taken gives way to a free one: the address is printed anyway.
async function main([root = "dist", base = "/", port = "8080"]) {
  const site = await serve({ root, base, port: Number(port) }).catch((error) => {
    if (error.code !== "EADDRINUSE") throw error;
    console.log(`== port ${port} is taken, using a free one`);
    return serve({ root, base });
  });
  console.log(`== Blip is at ${site.url} (Ctrl-C ends it)`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
