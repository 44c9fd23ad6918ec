// Each way a connection can be wrong has its own message, which says what to do; and what it says
// to do works.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { fakePrometheus } from "./fake.mjs";
import { eventually, nginx, page, prometheus, site, tempFolder } from "./harness.mjs";
import { source } from "./journey.mjs";
import { connect, kept, ledger, message, points, runQuery, server, sources } from "./screen.mjs";

// What Chromium itself writes to the console about a request that fails.
const NOISE = [/Failed to load resource/, /blocked by CORS policy/, /preflight/];
const USER = "reader";
const PASSWORD = "s3cret-pass";
const TOKEN = "s3cret-token";

// Everything is below a path, as behind --web.external-url; proxies below publish it at /.
const PREFIX = "/prometheus";
let prom;
let origin;

before(async () => {
  prom = await prometheus({ prefix: PREFIX });
  origin = new URL((await site()).url).origin;
});
after(() => prom.stop());

/// Connects and resolves to the message, which must match all patterns and show no browser jargon.
async function refused(t, address, patterns, login) {
  const opened = await page(t, { expected: NOISE });
  return { opened, said: await refusedAgain(opened, address, patterns, login) };
}

async function refusedAgain(opened, address, [first, ...others], login) {
  await connect(opened, address, login);
  const said = await message(opened, first, 15_000);
  for (const pattern of others) assert.match(said, pattern);
  assert.doesNotMatch(said, /Failed to fetch|TypeError|NetworkError/);
  const advice = await opened.getByRole("alert").filter({ hasText: first }).getByRole("paragraph").innerText();
  assert.match(advice, /^\p{Lu}.{15,}/u, "a fix");
  assert.ok(!said.includes(PASSWORD) && !said.includes(TOKEN), said);
  return said;
}

/// The text to copy in the message that is shown.
const snippet = (opened) => opened.getByRole("alert").locator("pre").last().innerText();

async function connects(opened, address, login) {
  await connect(opened, address, login);
  await eventually("the connection", async () => (await server(opened).innerText()).includes(new URL(address).host));
  // The first query of a server that has just started may find nothing yet.
  await sources(opened).getByRole("status").filter({ hasText: /points$|no series found/ }).waitFor();
  assert.equal(await opened.getByRole("alert").count(), 0, "the messages about failures are gone");
}

/// Nothing that was sent as a login is to be found in what the page keeps or shows.
async function hidesLogin(opened) {
  const lines = JSON.stringify(await ledger(opened));
  const all = `${lines}\n${await kept(opened)}\n${opened.url()}`;
  for (const secret of [PASSWORD, TOKEN, Buffer.from(`${USER}:${PASSWORD}`).toString("base64")]) {
    assert.ok(!all.includes(secret), `${secret} is kept`);
  }
  return lines;
}

/// The inside of a location that passes everything on to Prometheus.
const pass = () => `proxy_pass ${prom.url}${PREFIX}/;`;
const cors = () => `add_header Access-Control-Allow-Origin "${origin}" always;
  add_header Access-Control-Allow-Headers "Authorization, Content-Type" always;
  proxy_hide_header Access-Control-Allow-Origin;`;
const passwords = (folder = tempFolder("logins")) => {
  const file = join(folder, "htpasswd");
  writeFileSync(file, `${USER}:{PLAIN}${PASSWORD}\n`, { mode: 0o644 });
  return file;
};

test("nobody listens there", async (t) => {
  const { opened, said } = await refused(t, "http://127.0.0.1:9", [/Nobody answers at 127\.0\.0\.1/, /new tab/]);
  assert.match(said, /http:\/\/127\.0\.0\.1:9\/api\/v1\/status\/buildinfo/);
  const lines = await ledger(opened);
  assert.ok(lines.length >= 1 && lines.every((line) => line.host === "127.0.0.1:9"), JSON.stringify(lines));
  assert.ok(lines.every((line) => line.status === "no answer"), "failures are in the ledger too");
});

test("what is no address is refused with words, and nothing is sent", async (t) => {
  const { opened } = await refused(t, "ftp://127.0.0.1", [/cannot ask for `ftp`/, /http:\/\/ or https:\/\//]);
  for (const address of ["", "127.0.0.1:99999"]) {
    const before = await opened.getByRole("alert").count();
    await connect(opened, address);
    await eventually(`a message on “${address}”`, async () => (await opened.getByRole("alert").count()) > before);
  }
  assert.deepEqual(await ledger(opened), []);
});

test("another program answers there", async (t) => {
  const html = `location / { default_type text/html; return 200 "<!doctype html><title>Sign in</title>"; }`;
  const silent = await nginx(html);
  const open = await nginx(`${cors()} ${html}`);
  const { opened } = await refused(t, silent.url, [/127\.0\.0\.1 is there, but does not let the page/, /check the path/]);
  await refusedAgain(opened, open.url, [/answered with a web page instead of data/, /login page/, /new tab/]);
  const json = await nginx(`${cors()} location / { default_type application/json; return 200 "[1, 2]"; }`);
  await refusedAgain(opened, json.url, [/not as Prometheus does: it begins `\[1, 2\]`/, /Prometheus-compatible/]);
});

test("a proxy without CORS headers: the flag in the message lets the page in", async (t) => {
  const proxy = await nginx(`location / { ${pass()} proxy_hide_header Access-Control-Allow-Origin; }`);
  const { opened, said } = await refused(t, proxy.url, [/no CORS headers/, /start Prometheus with this flag/]);
  assert.ok(said.includes(origin), "the page's own origin is named");
  const flag = (await snippet(opened)).replaceAll("'", "");
  assert.match(flag, /^--web\.cors\.origin=/);
  const strict = await prometheus({ flags: [flag] });
  t.after(strict.stop);
  await connects(opened, strict.url);
  const elsewhere = await fetch(`${strict.url}/api/v1/status/buildinfo`, { headers: { Origin: "https://example.org" } });
  assert.equal(elsewhere.headers.get("access-control-allow-origin"), null, "the flag lets nobody else in");
});

test("the API is below another path: the message names the address, and it works", async (t) => {
  const { opened } = await refused(t, prom.url, [/its API is below another path/, /Use this address instead/]);
  const base = await snippet(opened);
  assert.equal(base, `${prom.url}${PREFIX}`);
  await connects(opened, base);
});

test("nothing of Prometheus below any path", async (t) => {
  const proxy = await nginx(`location / { ${cors()} return 404; }`);
  await refused(t, `${proxy.url}/monitoring`, [/no Prometheus API at this path \(404\)/, /--web\.external-url/]);
});

test("a proxy that asks for user and password, and answers the preflight", async (t) => {
  const proxy = await nginx(`location / {
    if ($request_method = OPTIONS) { ${cors().replace(/proxy_hide_header.*;/, "")} return 204; }
    auth_basic "Prometheus"; auth_basic_user_file ${passwords()};
    ${cors()} ${pass()} }`);
  const { opened } = await refused(t, proxy.url, [/asks for a login \(401\)/, /Enter a user and password/]);
  await refusedAgain(opened, proxy.url, [/does not accept this login \(401\)/, /Correct/], { user: USER, password: "wrong" });
  await connects(opened, proxy.url, { user: USER, password: PASSWORD });
  await runQuery(opened, "up");
  await points(opened);
  const lines = await hidesLogin(opened);
  assert.match(lines, /"401"/);
  assert.match(lines, /"200"/);

  await opened.reload();
  await opened.getByText("The page was reloaded").waitFor();
  assert.equal(await opened.getByLabel("Prometheus URL").inputValue(), proxy.url, "the address outlives a reload");
  await hidesLogin(opened);
});

test("a proxy that asks the preflight for a login: the nginx text in the message repairs it", async (t) => {
  const proxy = await nginx(`location / {
    auth_basic "Prometheus"; auth_basic_user_file ${passwords()};
    ${cors()} ${pass()} }`);
  const login = { user: USER, password: PASSWORD };
  const { opened } = await refused(t, proxy.url, [/when a login is sent|refuses the browser's question/, /OPTIONS before/], login);
  const text = await snippet(opened);
  assert.match(text, /request_method = OPTIONS/);
  const repaired = await nginx(
    text
      .replace("/etc/nginx/htpasswd", passwords())
      .replace("proxy_pass http://127.0.0.1:9090;", pass()),
  );
  await connects(opened, repaired.url, login);
  await refusedAgain(opened, repaired.url, [/does not accept this login \(401\)/], { user: USER, password: "wrong" });
  await hidesLogin(opened);
});

test("a token that is right, and one that is wrong", async (t) => {
  const proxy = await nginx(`location / {
    if ($request_method = OPTIONS) { ${cors().replace(/proxy_hide_header.*;/, "")} return 204; }
    error_page 418 = @denied;
    if ($http_authorization != "Bearer ${TOKEN}") { return 418; }
    ${cors()} ${pass()} }
    location @denied { ${cors()} return 401; }`);
  const { opened } = await refused(t, proxy.url, [/does not accept this login \(401\)/, /a token may have expired/], { token: "wrong" });
  await connects(opened, proxy.url, { token: TOKEN });
  await hidesLogin(opened);
});

test("a login that is sent goes to its server only", async (t) => {
  const denied = await fakePrometheus({
    before: (request, response) => request.method !== "OPTIONS" && response.writeHead(403, { "Access-Control-Allow-Origin": "*" }).end("no"),
  });
  const open = await fakePrometheus();
  const { opened } = await refused(t, denied.url, [/does not allow it \(403\)/, /administrator/], { token: TOKEN });
  assert.ok(denied.asked.some(({ authorization }) => authorization === `Bearer ${TOKEN}`));
  await connect(opened, open.url);
  await eventually("the other server", async () => (await server(opened).innerText()).includes(open.url));
  assert.ok(open.asked.length > 0);
  assert.deepEqual(open.asked.filter(({ authorization }) => authorization), [], "the other server got the login too");
});

test("a server that does not answer in time, and one that breaks off", async (t) => {
  const silent = await fakePrometheus({ before: () => true });
  const expected = NOISE;
  // The page's clock is turned forward rather than waited for.
  const opened = await page(t, { expected, before: (tab) => tab.clock.install() });
  await connect(opened, silent.url);
  await eventually("the request", () => silent.asked.length > 0);
  await opened.clock.fastForward(10_500);
  assert.match(await message(opened, /did not answer in time/), /overloaded|firewall/);

  let stuck = false;
  const slow = await fakePrometheus({ before: (request) => stuck && request.url.endsWith("/query_range") });
  await connect(opened, slow.url);
  await eventually("the connection", async () => (await server(opened).innerText()).includes(slow.url));
  await eventually("the first query", () => slow.asked.some(({ path }) => path.endsWith("/query_range")));
  stuck = true;
  const asked = slow.asked.length;
  await runQuery(opened, "sum(rate(heavy[1d]))");
  await eventually("the query's request", () => slow.asked.length > asked);
  await opened.clock.fastForward(121_000);
  const said = await message(opened, /did not answer this query in time/);
  assert.ok(said.includes("sum(rate(heavy[1d]))"), said);
  assert.match(said, /Halve the range/);

  const cut = await fakePrometheus({
    before: (request, response) => {
      if (!request.url.endsWith("/query_range")) return false;
      response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "application/json", "Content-Length": 9999 });
      response.write('{"status":"success","data":{"resultType":"matrix","result":[', () => response.destroy());
      return true;
    },
  });
  await connect(opened, cut.url);
  assert.match(await message(opened, /broke in the middle of the answer/), /Run it again/);
});

test("a long answer says how far it is, and can be given up", async (t) => {
  const heavy = await fakePrometheus({
    before: (request, response) => {
      if (!request.url.endsWith("/query_range")) return false;
      // More points every now and then, for ever.
      response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "application/json" });
      response.write('{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":[[1,"1"]');
      let time = 1;
      const more = setInterval(() => response.write(Array.from({ length: 1_000 }, () => `,[${(time += 1)},"1"]`).join("")), 20);
      response.on("close", () => {
        clearInterval(more);
        heavy.closed = true;
      });
      return true;
    },
  });
  const opened = await page(t);
  await connect(opened, heavy.url);
  const line = source(opened, "up");
  await eventually("points", async () => /[1-9]\d?,\d{3} points, .*points\/s/.test(await line.innerText()));
  await line.getByRole("button", { name: "Cancel" }).click();
  await eventually("an end of the request", () => heavy.closed);
  await eventually("words for it", async () => /stopped by you/.test(await line.innerText()));
});
