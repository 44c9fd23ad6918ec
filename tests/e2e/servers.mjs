// The real servers that Blip talks to, as Debian packages them. Each resolves to { url, port,
// stop } once it answers.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { freePort, start, tempFolder } from "./process.mjs";
import { eventually } from "./wait.mjs";

/// Prometheus, which scrapes itself and a node exporter every second; it has data when this
/// resolves.
///
/// - `flags`: further flags, such as `--web.user-assets=FOLDER`.
/// - `history`: OpenMetrics text with timestamps, present from the start.
/// - `prefix`: path below which it serves everything, such as `/prometheus`; not part of `url`.
export async function prometheus({ flags = [], history, prefix = "" } = {}) {
  const folder = tempFolder("prometheus");
  const node = await nodeExporter();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, "prometheus.yml");
  const data = join(folder, "data");
  writeFileSync(config, scrapeConfig({ prometheus: port, node: node.port }));
  if (history) backfill(folder, data, history);

  const stop = await start(
    [
      "prometheus",
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--storage.tsdb.retention.time=10y",
      "--log.level=warn",
      ...(prefix ? [`--web.route-prefix=${prefix}`, `--web.external-url=${url}${prefix}`] : []),
      ...flags,
    ],
    `${url}${prefix}/-/ready`,
  );
  await eventually("three scrapes of the node exporter", async () => {
    const query = encodeURIComponent('count_over_time(up{job="node"}[1m])');
    const answer = await (await fetch(`${url}${prefix}/api/v1/query?query=${query}`)).json();
    return Number(answer.data.result[0]?.value[1]) >= 3;
  });
  return {
    url,
    port,
    stop: async () => {
      await stop();
      await node.stop();
    },
  };
}

function scrapeConfig(jobs) {
  const scrapes = Object.entries(jobs).map(
    ([job, port]) => `  - job_name: ${job}\n    static_configs:\n      - targets: ["127.0.0.1:${port}"]\n`,
  );
  return `global:\n  scrape_interval: 1s\nscrape_configs:\n${scrapes.join("")}`;
}

function backfill(folder, data, text) {
  const file = join(folder, "history.txt");
  writeFileSync(file, text);
  mkdirSync(data, { recursive: true });
  execFileSync("promtool", ["tsdb", "create-blocks-from", "openmetrics", file, data], {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 30_000,
  });
}

async function nodeExporter() {
  const port = await freePort();
  const collectors = ["cpu", "loadavg", "meminfo", "netdev", "time"];
  const stop = await start(
    [
      "prometheus-node-exporter",
      `--web.listen-address=127.0.0.1:${port}`,
      "--collector.disable-defaults",
      ...collectors.map((name) => `--collector.${name}`),
      "--log.level=warn",
    ],
    `http://127.0.0.1:${port}/metrics`,
  );
  return { port, stop };
}

/// Alertmanager without receivers: it keeps what it is sent. `flags`: further flags.
export async function alertmanager({ flags = [] } = {}) {
  const folder = tempFolder("alertmanager");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, "alertmanager.yml");
  writeFileSync(config, "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n");
  const stop = await start(
    [
      "prometheus-alertmanager",
      `--config.file=${config}`,
      `--storage.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
      "--log.level=warn",
      ...flags,
    ],
    `${url}/-/ready`,
  );
  return { url, port, stop };
}

/// VictoriaMetrics, empty. `history`: lines of Prometheus text with timestamps in ms, imported
/// before this resolves.
export async function victoriaMetrics({ flags = [], history } = {}) {
  const folder = tempFolder("victoria");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const stop = await start(
    [
      "victoria-metrics",
      `-storageDataPath=${join(folder, "data")}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      "-retentionPeriod=100y",
      "-search.latencyOffset=0s",
      "-memory.allowedPercent=10",
      "-loggerLevel=ERROR",
      ...flags,
    ],
    `${url}/health`,
  );
  if (history) {
    const reply = await fetch(`${url}/api/v1/import/prometheus`, { method: "POST", body: history });
    if (!reply.ok) throw new Error(`import into VictoriaMetrics: ${reply.status} ${await reply.text()}`);
    await fetch(`${url}/internal/force_flush`);
  }
  return { url, port, stop };
}

/// nginx as a reverse proxy or anything else. `conf` is the inside of its `server` block.
export async function nginx(conf) {
  const folder = tempFolder("nginx");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const file = join(folder, "nginx.conf");
  const scratch = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `  ${kind}_temp_path ${join(folder, kind)};`)
    .join("\n");
  writeFileSync(
    file,
    `daemon off;
master_process off;
pid ${join(folder, "pid")};
error_log stderr warn;
events {}
http {
  access_log off;
${scratch}
  types {
    text/html html;
    text/css css;
    text/javascript js;
    image/svg+xml svg;
    application/wasm wasm;
  }
  server {
    listen 127.0.0.1:${port};
    location = /harness-ready { return 204; }
${conf}
  }
}
`,
  );
  const stop = await start(["nginx", "-c", file, "-p", folder, "-e", "stderr"], `${url}/harness-ready`);
  return { url, port, stop };
}
