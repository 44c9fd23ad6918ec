//! What labels say: who is measured, where that runs, and whom calls go to.

use crate::model::Series;

/// Labels that say who is measured, most telling first, without signs and endings such as `_name`.
pub const WHO: &[&str] = &[
    "service",
    "svc",
    "app",
    "application",
    "component",
    "deployment",
    "workload",
    "container",
    "pod",
    "function",
    "api",
    "database",
    "db",
    "dbinstance",
    "queue",
    "topic",
    "stream",
    "table",
    "loadbalancer",
    "consumergroup",
    "group",
    "process",
    "job",
    "server",
    "device",
    "unit",
    "instance",
    "node",
    "host",
    "machine",
    "site",
    "tenant",
    "shard",
    "source",
    "gateway",
    "agent",
];
/// Labels that say whom calls go to.
pub const CALLEES: &[&str] = &[
    "target",
    "peer",
    "peerservice",
    "upstream",
    "destination",
    "destinationservice",
    "dest",
    "remote",
    "dependency",
    "endpoint",
    "callee",
    "partner",
    "provider",
];
/// Labels that say where it runs.
pub const PLACES: &[&str] =
    &["instance", "node", "host", "machine", "server", "vm", "hypervisor", "rack"];

/// Whether these labels say who is measured.
pub fn is_told(labels: &[(String, String)]) -> bool {
    labels.iter().any(|(name, value)| WHO.contains(&name.as_str()) && !value.is_empty())
}

/// `host:9100` as `host`.
pub fn without_port(place: &str) -> &str {
    match place.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.bytes().all(|one| one.is_ascii_digit()) => {
            host
        }
        _ => place,
    }
}

/// Labels by plain names, also those that are written within one: `service:shop,host:a`.
pub fn spread(series: &Series) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, value) in series.labels.iter() {
        let pairs: Vec<(&str, &str)> =
            value.split(',').filter_map(|pair| pair.trim().split_once([':', '='])).collect();
        if value.contains(',') && pairs.len() > 1 {
            all.extend(pairs.into_iter().map(|(name, value)| (plain(name), value.to_owned())));
        } else {
            all.push((plain(name), value.to_owned()));
        }
    }
    all
}

/// `kubernetes_pod_name` as `pod`, `ServiceName` as `service`, `docker_host` as `host`.
pub fn plain(name: &str) -> String {
    let last = name.rsplit(|sign: char| !sign.is_ascii_alphanumeric()).next().unwrap_or_default();
    let last = last.to_ascii_lowercase();
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let name =
        name.strip_prefix("kubernetes").or_else(|| name.strip_prefix("k8s")).unwrap_or(&name);
    let short = ["identifier", "name", "id"].iter().find_map(|ending| name.strip_suffix(ending));
    let short = short.filter(|short| short.len() > 1).unwrap_or(name);
    let is_known = |one: &str| [WHO, PLACES, CALLEES].iter().any(|all| all.contains(&one));
    if is_known(short) || !is_known(&last) { short.to_owned() } else { last }
}

/// Who it is whatever became of it: a pod that is replaced gets other letters at its end.
pub fn whole(label: &str, value: &str) -> String {
    if label != "pod" {
        return value.to_owned();
    }
    let mut parts: Vec<&str> = value.split('-').collect();
    let is_drawn = |part: &&str| part.bytes().any(|byte| byte.is_ascii_digit()) || part.len() == 5;
    for _ in 0..2 {
        if parts.len() > 1 && parts.last().is_some_and(&is_drawn) {
            parts.pop();
        }
    }
    parts.join("-")
}
