// Server programs as children of the test: they start on a free port, must become ready within a
// bounded time, and end with the test, whatever happens to it.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { atEnd } from "./cleanup.mjs";
import { eventually } from "./wait.mjs";

// The kernel ends the child when the test dies, even by SIGKILL.
const LEASH = existsSync("/usr/bin/setpriv") ? ["/usr/bin/setpriv", "--pdeathsig", "KILL"] : [];
const PATH = `${process.env.PATH}:/usr/sbin`;

/// A loopback port that nothing uses now.
export async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/// A folder that is removed at the end.
export function tempFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `blip-${name}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  atEnd(remove, remove);
  return folder;
}

/// Starts `[program, ...flags]` and waits until a GET of `ready` is answered with 2xx.
/// Resolves to `stop`, which ends it and waits until it is gone.
export async function start([program, ...flags], ready) {
  const command = [...LEASH, program, ...flags];
  const child = spawn(command[0], command.slice(1), {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH },
  });
  let log = "";
  const keep = (bytes) => (log = (log + bytes).slice(-4000));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  let over = null;
  const gone = new Promise((resolve) => {
    child.on("error", (error) => resolve((over = error.message)));
    child.on("exit", (code, signal) => resolve((over = `ended with ${code ?? signal}`)));
  });
  const stop = async () => {
    if (over) return;
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await gone;
    clearTimeout(force);
  };
  atEnd(stop, () => child.kill("SIGKILL"));

  await eventually(
    `${program} at ${ready}`,
    async () => over ?? (await fetch(ready, { signal: AbortSignal.timeout(2_000) })).ok,
    { within: 30_000 },
  );
  if (over) throw new Error(`${program} ${over}:\n${log}`);
  return stop;
}
