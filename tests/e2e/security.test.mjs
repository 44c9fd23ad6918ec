// What a server sends is text, workers stay off the network, and odd answers are explained.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fakePrometheus, matrix, wave } from "./fake.mjs";
import { eventually, page, site } from "./harness.mjs";
import { charts, colours, connect, demo, ledger, message, pictures, points, ranked, runQuery, server, sources } from "./screen.mjs";

const HTML = `<img src=x onerror="window.blipHacked=1"><b>bold</b><script>window.blipHacked=1</script>"'&lt;`;

/// Opens the page connected to a fake server whose range answers `range` makes.
async function asking(t, range, { expected, names } = {}) {
  const fake = await fakePrometheus({ range, names });
  const opened = await page(t, { expected });
  await connect(opened, fake.url);
  await eventually("the connection", async () => (await server(opened).innerText()).includes(fake.url));
  return { fake, opened };
}

const notes = async (opened) => {
  const folded = sources(opened).getByText(/^\d+ notes?$/);
  await folded.click();
  return sources(opened).innerText();
};

test("the policy is there, forbids what it should, and stops an injected script", async (t) => {
  const opened = await page(t, { expected: [/policy: script-src-(elem|attr) refused/, /Content Security Policy/] });
  const policy = await opened.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  const rules = Object.fromEntries(policy.split(";").map((rule) => rule.trim().split(" ")).map(([name, ...values]) => [name, values]));
  assert.deepEqual(rules["default-src"], ["'none'"]);
  assert.deepEqual(rules["script-src"], ["'self'", "'wasm-unsafe-eval'"]);
  assert.deepEqual(rules["worker-src"], ["'self'"]);
  assert.deepEqual(rules["form-action"], ["'none'"]);
  await demo(opened);
  assert.deepEqual(opened.problems, [], "the page itself keeps to its policy");
  await opened.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.blipHacked=1">');
    const script = document.createElement("script");
    script.textContent = "window.blipHacked=1";
    document.body.append(script);
  });
  await eventually("two refusals", () => opened.problems.filter((text) => text.startsWith("policy:")).length >= 2);
  assert.equal(await opened.evaluate(() => window.blipHacked), undefined);
});

test("workers send nothing: not for the demo, not for a query, not for a file", async (t) => {
  const { opened } = await asking(t, (asked) => matrix([{ metric: { __name__: "up" }, values: wave(asked) }]));
  await points(opened);
  const csv = ["time,load", ...Array.from({ length: 300 }, (_, at) => `${1700000000 + at * 60},${at % 13}`)].join("\n");
  await opened.getByLabel("Choose files").setInputFiles({ name: "load.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await eventually("the file's rows", async () => (await sources(opened).innerText()).includes("300 rows"));

  const workers = opened.workers();
  assert.ok(workers.length >= 1, "workers");
  for (const worker of workers) {
    const loaded = await worker.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name, initiatorType }) => `${initiatorType} of ${name}`),
    );
    // Its program comes from the page.
    assert.deepEqual(loaded, []);
  }
  // The same look must be able to see a request, or it proves nothing.
  const [first] = workers;
  const seen = await first.evaluate(async (url) => {
    await (await fetch(url)).text();
    // An entry is written after the answer has ended.
    for (let look = 0; look < 100; look += 1) {
      const found = performance.getEntriesByType("resource").map(({ initiatorType }) => initiatorType);
      if (found.includes("fetch")) return true;
      await new Promise((later) => setTimeout(later, 20));
    }
    return false;
  }, (await site()).url);
  assert.ok(seen, "a worker's request would be seen");
});

test("markup in names and labels is text everywhere", async (t) => {
  const range = (asked) => {
    const jump = (time, at) => String(at > 700 && at < 720 ? 900 : 100 + (at % 7));
    const one = (extra) => ({ metric: { __name__: "queue", pod: HTML, [`x`]: extra }, values: wave(asked, jump) });
    return matrix([one("a"), one("b")], { warnings: [HTML] });
  };
  const { opened } = await asking(t, range, { names: [`<img src=x onerror="window.blipHacked=1">`, "up"] });
  await points(opened);
  const visible = '<img src=x onerror=';
  await eventually("the label as text", async () => (await ranked(opened).innerText()).includes(visible));
  await eventually("the label at the chart", async () => (await charts(opened).innerText()).includes(visible));
  assert.ok((await notes(opened)).includes(visible), "the server's warning");
  const incident = opened.getByRole("list", { name: "Incidents, newest first" }).getByRole("article").first();
  await incident.getByRole("heading").getByRole("button").click();
  await eventually("the label in an incident", async () => (await incident.locator(".signals").textContent()).includes(visible));
  await ranked(opened).getByRole("button").first().click();
  await eventually("its picture", async () => (await colours(pictures(opened).first())) > 2);
  assert.ok((await pictures(opened).first().getAttribute("aria-label")).includes(visible));
  await runQuery(opened, HTML);
  await eventually("the query as a name", async () =>
    (await sources(opened).getByLabel("Name of this source").inputValue()) === HTML);

  const strange = await opened.evaluate(() => document.querySelectorAll("body img, body b, body script:not([src]):not([type])").length);
  assert.equal(strange, 0, "elements made of labels");
  assert.equal(await opened.evaluate(() => window.blipHacked), undefined);
  assert.deepEqual(opened.problems, []);
});

test("warnings, native histograms, gaps and infinities are told and drawn around", async (t) => {
  const range = (asked) => {
    const odd = (_, at) => (at % 50 === 7 ? "NaN" : at % 50 === 9 ? "+Inf" : at % 50 === 11 ? "-Inf" : String(20 + (at % 5)));
    const bucket = { count: "3", sum: "4.5", buckets: [[0, "0.5", "1", "3"]] };
    const histograms = wave(asked).map(([time]) => [time, bucket]);
    return matrix(
      [
        { metric: { __name__: "odd" }, values: wave(asked, odd) },
        { metric: { __name__: "native_latency", pod: "a" }, histograms },
      ],
      { warnings: ["the remote store was slow"], infos: ["metric might not be a counter"] },
    );
  };
  const { opened } = await asking(t, range);
  await points(opened);
  await eventually("a chart", async () => (await colours(pictures(opened).first())) > 2);
  const said = await notes(opened);
  assert.match(said, /Warning of the server: the remote store was slow/);
  assert.match(said, /Hint of the server: metric might not be a counter/);
  assert.match(said, /Native histograms are not supported: native_latency\{pod="a"\}.*histogram_quantile/);
  const shown = await opened.locator("body").innerText();
  assert.doesNotMatch(shown, /NaN|\binf\b|undefined|\[object/);
  assert.match(await pictures(opened).first().getAttribute("aria-label"), /smallest 20 at .*; largest 24 at/, "the scale leaves infinities out");
});

test("an empty answer is explained, not a blank page", async (t) => {
  const { opened } = await asking(t, () => matrix([]));
  const said = sources(opened).getByRole("status").filter({ hasText: "no series found" });
  await said.waitFor();
  assert.match(await said.innerText(), /names and labels|look further back/);
  assert.ok(await opened.getByText("No series yet.").isVisible());
});

test("an answer that is none, or says error with status 200, is explained", async (t) => {
  let body = '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":[[1,';
  const { opened } = await asking(t, () => body);
  const broken = await message(opened, /./);
  assert.ok(broken.length > 40, broken);
  t.diagnostic(broken.replaceAll("\n", " | "));
  body = { status: "error", errorType: "execution", error: "the shard is on holiday" };
  await runQuery(opened, "sum(up)");
  assert.match(await message(opened, "the shard is on holiday"), /sum\(up\)/);
  body = matrix([{ metric: {}, values: [[1_700_000_000, "1"]] }]);
  await runQuery(opened, "vector(1)");
  assert.equal(await points(opened), 1);
});

test("a plain http page under a name, which is no secure context, works", async (t) => {
  const { port } = await site();
  const flags = ["--host-resolver-rules=MAP blip.test 127.0.0.1"];
  const opened = await page(t, { url: `http://blip.test:${port}/blip/#seed=7`, flags, expected: [/ERR_/, /CORS/, /private|local|loopback/i] });
  assert.equal(await opened.evaluate(() => isSecureContext), false);
  await demo(opened);
  await eventually("a drawn chart", async () => (await colours(pictures(opened).first())) > 3);
  await opened.getByRole("button", { name: "Acknowledge" }).first().click();
  await opened.getByRole("button", { name: "Acknowledged" }).first().waitFor();
  assert.deepEqual(await ledger(opened), []);

  const fake = await fakePrometheus({ range: (asked) => matrix([{ metric: { __name__: "up" }, values: wave(asked) }]) });
  await connect(opened, fake.url.replace("127.0.0.1", "blip.test"));
  await eventually("the connection", async () => (await server(opened).innerText()).includes(String(fake.port)));
  await points(opened);
  await connect(opened, "http://blip.test:9");
  assert.match(await message(opened, /Nobody answers at blip\.test|local network/), /\S/);
});
