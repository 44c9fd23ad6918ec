// An encrypted page and a server on the local network that is not: the browser lets the page in
// where the request says which network the host lies in and the user has agreed.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { request as forward } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { test } from "node:test";

import { atEnd } from "./cleanup.mjs";
import { fakePrometheus, matrix, wave } from "./fake.mjs";
import { eventually, page, site, tempFolder } from "./harness.mjs";
import { connect, ledger, message, points, server } from "./screen.mjs";

/// The release by https, with a certificate that nobody signed.
async function encrypted() {
  const folder = tempFolder("certificate");
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name));
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=blip.test", "-keyout", key, "-out", cert], { stdio: "ignore" });
  const { port: behind } = await site();
  const proxy = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, ({ url, headers }, response) => {
    forward({ port: behind, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    }).end();
  });
  await new Promise((ready) => proxy.listen(0, "127.0.0.1", ready));
  atEnd(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return proxy.address().port;
}

/// The page at a public address, and a server at a private one, as the browser is told. `said` are
/// the address spaces that its requests to the server named.
async function apart(t, permissions) {
  const port = await encrypted();
  const fake = await fakePrometheus({ range: (asked) => matrix([{ metric: { __name__: "up" }, values: wave(asked) }]) });
  const flags = [
    "--host-resolver-rules=MAP blip.test 127.0.0.1, MAP nas 127.0.0.1",
    `--ip-address-space-overrides=127.0.0.1:${port}=public,127.0.0.1:${fake.port}=local`,
  ];
  const opened = await page(t, {
    url: `https://blip.test:${port}/blip/#seed=7`,
    flags,
    context: { ignoreHTTPSErrors: true, permissions },
    expected: [/ERR_/, /CORS/, /Mixed Content/, /local|loopback|private/i],
    before: (tab) =>
      tab.addInitScript(() => {
        window.spaces = [];
        const own = window.fetch;
        window.fetch = (input, options) => {
          if (options?.targetAddressSpace) window.spaces.push(options.targetAddressSpace);
          return own.call(window, input, options);
        };
      }),
  });
  return { opened, fake, said: () => opened.evaluate(() => window.spaces), address: `http://nas:${fake.port}` };
}

test("with the permission an encrypted page reads a server on the local network", async (t) => {
  const { opened, fake, said, address } = await apart(t, ["local-network-access"]);
  assert.equal(await opened.evaluate(() => isSecureContext), true);
  await connect(opened, address);
  await eventually("the connection", async () => (await server(opened).innerText()).includes(address));
  await points(opened);
  assert.ok(fake.asked.length >= 3);
  assert.deepEqual([...new Set(await said())], ["local"], "the first name was understood");
  assert.ok((await ledger(opened)).every(({ status }) => status === "200"));
});

test("without the permission the page says what is to be done", async (t) => {
  const { opened, fake, address } = await apart(t, []);
  await connect(opened, address);
  const text = await message(opened, /nas/);
  t.diagnostic(text.replaceAll("\n", " | "));
  assert.match(text, /local network|encrypted/);
  assert.equal(fake.asked.length, 0);
});
