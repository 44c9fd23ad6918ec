//! What a series measures, by the words of its name and its unit: which way it hurts follows from that.

use super::words::words;
use crate::model::is_failure;
use serde::{Deserialize, Serialize};

/// What a series measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// How long answers take.
    Latency,
    /// Answers that are wrong or missing, and lines that say so.
    Errors,
    /// What is asked or done.
    Traffic,
    /// Work of processors.
    Cpu,
    /// Work of disks.
    Io,
    /// Time that others took.
    Contention,
    /// Memory in use.
    Memory,
    /// Room taken on a disk.
    Disk,
    /// Connections, threads, sessions, slots in use.
    Pool,
    /// What waits.
    Queue,
    /// What is well: hits, successes, instances that are up.
    Health,
    /// Starts of processes.
    Restarts,
    /// Anything else.
    Other,
}

impl Role {
    /// As a sentence names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Latency => "latency",
            Self::Errors => "errors",
            Self::Traffic => "traffic",
            Self::Cpu => "CPU",
            Self::Io => "disk activity",
            Self::Contention => "time taken by others",
            Self::Memory => "memory",
            Self::Disk => "disk",
            Self::Pool => "connections",
            Self::Queue => "what waits",
            Self::Health => "health",
            Self::Restarts => "restarts",
            Self::Other => "another figure",
        }
    }

    /// Whether users feel it.
    pub fn is_symptom(self) -> bool {
        matches!(self, Self::Latency | Self::Errors | Self::Health)
    }

    /// Whether it tells how calls are answered.
    pub fn is_answer(self) -> bool {
        self.is_symptom() || self == Self::Traffic
    }

    /// Whether it is something limited that is used up.
    pub fn is_resource(self) -> bool {
        matches!(self, Self::Memory | Self::Disk | Self::Pool)
    }
}

// Words of each role; of several roles that fit, the first.
const BY_WORDS: &[(Role, &str)] = &[
    (
        Role::Health,
        "success successes erfolg verfuegbarkeit successful availability up healthy hit hits alive health apdex ok",
    ),
    (
        Role::Errors,
        "error errors err errs fehler stoerungen abbrueche ausfaelle errored fail fails failed failure failures 5xx 4xx http5xx http4xx 500 502 503 504 exception exceptions \
         rejected rejects rejection rejections refused dropped drops discards discarded timeout timeouts cancelled canceled unauthorized aborted aborts denied faults declined retries misses miss \
         bad broken invalid wrong unsuccessful unhealthy unavailable lost loss fatal nack nacks nacked throttles deadlock deadlocks",
    ),
    (Role::Restarts, "restart restarts crash crashes oom reboots uptime"),
    (Role::Contention, "steal stolen rdy costop throttled throttling iowait preempted"),
    (
        Role::Queue,
        "queue queued ungranted warteschlange rueckstand backlog pending waiting waits waiters blocked inflight lag unacked depth visible outstanding undelivered unprocessed deferred age oldest",
    ),
    (
        Role::Latency,
        "latency latencies ltcy antwortzeit antwortzeiten dauer laufzeit abfragedauer antwortdauer wartezeit duration durations elapsed rtt rt delay p50 p75 p90 p95 p99 p999 ttfb roundtrip took wait lat resp response",
    ),
    (
        Role::Pool,
        "connections connection verbindungen sitzungen conns conn pool thread threads sessions sess fds descriptor descriptors processes slots slot locks clients workers active concurrency executing running concurrent inprogress licences licenses licence license seats trunks channels \
         circuits quota goroutines \
         handles sockets",
    ),
    (Role::Cpu, "cpu cpus processor prozessor cpuauslastung load load1 cores millicores"),
    (Role::Io, "busy bsy io iops ios await"),
    (
        Role::Disk,
        "disk disks dsk logicaldisk physicaldisk drive drives hdd ssd nvme lun raid pvc mount tablespace datadir platte festplatte dateisystem plattenplatz filesystem fs volume storage inode inodes partition",
    ),
    (Role::Memory, "memory mem heap speicher arbeitsspeicher hauptspeicher rss ram swap resident"),
    (
        Role::Traffic,
        "requests request anfragen abfragen aufrufe zugriffe anmeldungen req reqs rps qps tps rpm throughput rate ops operations calls traffic messages msgs events orders \
         transactions received sent bandwidth network net rx tx ingress egress streams viewers players visitors customers shoppers callers subscribers plays bookings payments commits \
         visits users searches queries query qry stmts statements cmds commands reads writes processed jobs published consumed executions invocations rq lookups logins \
         packets pkts octets uploads downloads pageviews",
    ),
];

/// Units of time that follow `per` in the name of a rate.
const EACH: &[&str] =
    &["s", "sec", "second", "m", "min", "minute", "h", "hour", "interval", "tick", "step", "day"];

/// Units of time that end the name of a duration.
const TIMES: &[&str] = &[
    "s",
    "ms",
    "us",
    "ns",
    "sec",
    "secs",
    "seconds",
    "millis",
    "micros",
    "milliseconds",
    "microseconds",
];

/// How names say which figure of many it is.
const FIGURES: &str = "avg average mean med median max maximum min minimum p50 p75 p90 p95 p99 p999 q50 q75 q90 q95 q99 q999 \
                       50 75 90 95 99 999";

/// Words of a room that is filled, in which a utilisation is how much of it is taken.
const ROOM: &str = "filesystem fs volume mount storage tablespace partition inode inodes pvc";

/// Words of what reads and writes.
const DISKS: &str = "disk disks drive physicaldisk logicaldisk hdd ssd nvme lun raid";

/// What is hit where it need not be fetched.
const CACHES: &str = "cache cached buffer page index";

/// Values of labels that say what others take of a processor.
const TAKEN_PARTS: &[&str] = &["steal", "stolen", "iowait", "wait"];

/// Words that speak of a duration, whatever else a name says.
const DURATIONS: &str = "latency latencies duration durations elapsed rtt delay";

/// How names say that they are percentages …
const SHARES: &str = "percent pct percentage prozent utilization utilisation";
/// … of what can be used up.
const USED: &str = "used usage full filled fill belegt";
/// … or is taken and given back.
const TAKEN_UP: &str = "occupancy occupied utilization utilisation";

/// How names say that somebody works for a share of the time.
const WORKS: &str = "run busy work user kernel system privileged";

/// Units of memory, and what names say of it.
const BYTES: &str = "bytes kb mb gb kib mib gib";
const TAKEN: &str = "private working committed virtual allocated alloc";

/// Whether what follows a slash is a unit of time, as in `Calls/Sec`, and no part of a path.
pub fn is_each(after: &str) -> bool {
    EACH.contains(&after.trim_end_matches([')', ']']).trim().to_ascii_lowercase().as_str())
}

// `transactions_s` are so many a second; `query_s` is how long one takes.
fn is_counted_each(words: &[String]) -> bool {
    let [.., what, each] = words else { return false };
    let plural = what.len() > 3 && what.ends_with('s') && !what.ends_with("ss");
    each == "s" && plural && !DURATIONS.split_ascii_whitespace().any(|word| word == what)
}

// `stmt_avg`: a figure of one of what is done, and of nothing else of it.
fn is_mean_of_one(words: &[String]) -> bool {
    const DONE: &str = "request req call query qry stmt statement cmd command job task op operation transaction batch";
    let [.., what, figure] = words else { return false };
    is_figure(figure) && DONE.split_ascii_whitespace().any(|one| one == what)
}

fn waits_for_disk(words: &[String]) -> bool {
    is_in(words, "wait waiting") && is_in(words, "io disk disks")
}

// Whether a name ends in "time", but for a unit and what is told of it.
fn lasts(words: &[String]) -> bool {
    let told = |word: &&String| !TIMES.contains(&word.as_str()) && !is_figure(word);
    words.len() > 1
        && words.iter().rev().find(told).is_some_and(|last| last == "time" || last == "times")
}

fn is_figure(word: &str) -> bool {
    FIGURES.split_ascii_whitespace().any(|known| known == word)
}

// Labels that say which part of a whole it is: `cpu.mode="steal"`, `state="idle"`.
fn parts<'a>(labels: &[(&str, &'a str)]) -> impl Iterator<Item = &'a str> {
    let is_part = |name: &str| name.ends_with("mode") || name.ends_with("state");
    labels.iter().filter(move |(name, _)| is_part(name)).map(|(_, value)| *value)
}

fn is_in(words: &[String], list: &str) -> bool {
    words.iter().any(|word| list.split_ascii_whitespace().any(|known| known == word))
}

/// What a series measures. Words beat units: `request_errors_seconds` counts errors.
pub fn role_of(name: &str, unit: &str, labels: &[(&str, &str)]) -> Role {
    if let Some(level) = labels.iter().find(|(name, _)| *name == "level").map(|(_, value)| *value) {
        return if matches!(level, "error" | "fatal" | "ERROR" | "FATAL" | "warn" | "WARN") {
            Role::Errors
        } else {
            Role::Traffic
        };
    }
    let words = words(name);
    let found = BY_WORDS.iter().find(|(_, list)| is_in(&words, list)).map(|(role, _)| *role);
    let each = name.rsplit_once('/').is_some_and(|(_, each)| is_each(each));
    let is_rate = each
        || is_counted_each(&words)
        || words.windows(2).any(|pair| pair[0] == "per" && EACH.contains(&pair[1].as_str()));
    let in_time = matches!(unit, "s" | "ms" | "µs" | "us" | "ns");
    let last = words.iter().rev().find(|word| !is_figure(word));
    let timed = in_time || (!is_rate && last.is_some_and(|last| TIMES.contains(&last.as_str())));
    let is_percent = unit == "%" || name.contains('%');
    match found {
        // What processors do for others, and what waits for them.
        Some(Role::Cpu) if parts(labels).any(|part| TAKEN_PARTS.contains(&part)) => {
            Role::Contention
        }
        Some(Role::Queue) if is_in(&words, "cpu cpus") => Role::Contention,
        // A quota is of something.
        Some(Role::Pool) if is_in(&words, "quota") => {
            let room = [Role::Cpu, Role::Disk, Role::Memory];
            let of = |(role, list): &&(Role, &str)| room.contains(role) && is_in(&words, list);
            BY_WORDS.iter().find(of).map_or(Role::Pool, |(role, _)| *role)
        }
        // A disk that is active works.
        Some(Role::Pool) if is_in(&words, DISKS) && is_in(&words, "active") => Role::Io,
        Some(Role::Cpu) if is_in(&words, "taken") => Role::Contention,
        // Credits are what is left to be used, and slow queries are slow.
        Some(Role::Cpu) if is_in(&words, "credit credits") => Role::Other,
        Some(Role::Traffic) if is_in(&words, "slow") => Role::Latency,
        // The time that a page needs to load is no load.
        Some(Role::Cpu) if lasts(&words) && !is_in(&words, "cpu cpus processor") => Role::Latency,
        // Calls that are throttled are refused.
        Some(Role::Contention) if is_in(&words, "requests calls reads writes events messages") => {
            Role::Errors
        }
        // `UnHealthyHosts`; and hits of requests are all of them, but for those of a cache.
        Some(Role::Health) if is_in(&words, "un not non") => Role::Errors,
        Some(Role::Health)
            if is_in(&words, "hits")
                && (is_rate || is_in(&words, "request requests"))
                && !is_in(&words, CACHES) =>
        {
            Role::Traffic
        }
        // Seconds of a queue or a pool are waiting time; those of a processor are work.
        Some(Role::Queue | Role::Pool | Role::Traffic | Role::Disk) | None if timed => {
            Role::Latency
        }
        // A share of time is how much somebody works: `% Run Time`, `% Busy Time`.
        None if is_percent && lasts(&words) && is_in(&words, WORKS) => Role::Cpu,
        None if is_percent && lasts(&words) => Role::Other,
        // `Request Execution Time`, `handling time`: how long it takes, whatever it is.
        Some(Role::Traffic | Role::Queue | Role::Pool | Role::Health) | None if lasts(&words) => {
            Role::Latency
        }
        // How long what succeeds takes is no count of successes.
        Some(Role::Health) if timed || is_in(&words, DURATIONS) => Role::Latency,
        Some(Role::Latency) if is_rate || is_in(&words, "bytes size sizes") => Role::Traffic,
        Some(Role::Latency) if is_in(&words, "cpu cpus processor") => Role::Contention,
        // What waits for a processor, or for a disk.
        Some(Role::Cpu) if is_in(&words, "ready wait waiting pressure") => Role::Contention,
        Some(Role::Io | Role::Latency | Role::Disk | Role::Queue) if waits_for_disk(&words) => {
            Role::Contention
        }
        // What waits in front of a disk.
        Some(Role::Queue) if is_in(&words, DISKS) => Role::Io,
        // How much of its time a disk works is not how much of its room is taken.
        Some(Role::Disk)
            if !is_in(&words, ROOM)
                && is_in(&words, "util utilization utilisation active busy read write time") =>
        {
            Role::Io
        }
        Some(Role::Traffic) if labels.iter().any(|(name, value)| is_failure(name, value)) => {
            Role::Errors
        }
        // `gc_ms_per_min` is a share of its time.
        None if is_rate
            && words
                .windows(2)
                .any(|pair| TIMES[1..].contains(&pair[0].as_str()) && pair[1] == "per") =>
        {
            Role::Other
        }
        None if is_rate => Role::Traffic,
        // The mean of a call is how long it takes.
        Some(Role::Traffic) | None if is_mean_of_one(&words) => Role::Latency,
        None if (is_percent || is_in(&words, SHARES)) && is_in(&words, "ready") => Role::Contention,
        None if is_in(&words, "set") && is_in(&words, "working") => Role::Memory,
        None if last.is_some_and(|last| last == "full") => Role::Disk,
        None if is_in(&words, BYTES) && is_in(&words, "capacity space") => Role::Disk,
        None if is_in(&words, BYTES) && is_in(&words, TAKEN) => Role::Memory,
        // What is used or full, of whatever it is.
        None if is_percent || is_in(&words, SHARES) => {
            if is_in(&words, TAKEN_UP) {
                Role::Pool
            } else if is_in(&words, USED) {
                Role::Disk
            } else {
                Role::Other
            }
        }
        Some(role) => role,
        None => Role::Other,
    }
}

/// Whether less of it is worse: what is left, and what is well.
pub fn is_better_high(name: &str, role: Role, labels: &[(&str, &str)]) -> bool {
    const LEFT: &str = "free usable pfree available pavailable avail remaining left idle unused headroom frei verfuegbar rest \
                        freeable credits balance";
    let mut words = words(name);
    words.extend(parts(labels).map(str::to_ascii_lowercase));
    role == Role::Health || is_in(&words, LEFT) || is_in(&words, "uptime")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_units_tell_roles() {
        let check = |name: &str, unit: &str, wanted: Role| {
            assert_eq!(role_of(name, unit, &[]), wanted, "{name}");
        };
        check("http_request_duration_seconds_p95", "s", Role::Latency);
        check("http_requests_errors_total", "", Role::Errors);
        check("cpu_util", "%", Role::Cpu);
        check("process_resident_memory_bytes", "B", Role::Memory);
        check("diskUsedPct", "%", Role::Disk);
        check("db_connections_active", "", Role::Pool);
        check("orders_per_minute", "", Role::Traffic);
        check("lobby.players.online", "", Role::Traffic);
        check("checkout", "ms", Role::Latency);
        check("temperature", "°C", Role::Other);
        check("capacity_available_bytes", "", Role::Disk);
        check("messages_deferred", "", Role::Queue);
        check("gc_ms_per_min", "", Role::Other);
        check("request_success_ratio", "", Role::Health);
        check("queue_depth", "", Role::Queue);
        check("qry_s", "", Role::Latency);
        check("SuccessfulRequestLatency", "", Role::Latency);
        check("EhrDb_DataDriveUsedPercent", "", Role::Disk);
        check("log_dir_used_percent", "", Role::Disk);
        check("PrivateBytesMB", "", Role::Memory);
        check("ocs01.CdrSpoolUsed%", "", Role::Disk);
        check("PhysicalDisk % Disk Time", "", Role::Io);
        check("humidity_percent", "", Role::Other);
        check("gate_occupancy_percent", "", Role::Pool);
        check("Request Execution Time", "", Role::Latency);
        check("handling_time_ms", "ms", Role::Latency);
        check("Requests/Sec", "", Role::Traffic);
        check("ConcurrencyUtilization", "%", Role::Pool);
        check("Requests Executing", "", Role::Pool);
        check("Processor Time", "%", Role::Cpu);
        check("% Guest Run Time", "", Role::Cpu);
        check("% Time in GC", "", Role::Other);
        check("nacks_total", "", Role::Errors);
        check("ApproximateNumberOfMessagesVisible", "", Role::Queue);
        check("jobs_per_s", "", Role::Traffic);
        check("messagesPerInterval", "", Role::Traffic);
        check("process_uptime_seconds", "s", Role::Restarts);
        check("node_disk_io_util", "", Role::Io);
        check("disk_util_percent", "%", Role::Io);
        check("hostStealPercent", "%", Role::Contention);
        check("vCpuReady%", "", Role::Contention);
        check("io wait", "", Role::Contention);
        check("Store I/O wait (%)", "%", Role::Contention);
        check("upload slot limit", "", Role::Pool);
        check("hv.cpu.wait.share", "", Role::Contention);
        check("query_ms_mean", "", Role::Latency);
        check("CPUStealTime", "", Role::Contention);
        check("system.filesystem.utilization", "", Role::Disk);
        check("DiskQueueDepth", "", Role::Io);
        check("jvm.thread.count", "", Role::Pool);
        check("node_pressure_cpu_waiting_seconds_total", "", Role::Contention);
        check("CPUCreditBalance", "", Role::Other);
        check("mysql_global_status_slow_queries", "", Role::Latency);
        check("pageLoadTime", "", Role::Latency);
        check("ThrottledRequests", "", Role::Errors);
        check("UnHealthyHostCount", "", Role::Errors);
        check("trace.http.request.hits", "", Role::Traffic);
        check("cache_request_hits", "", Role::Health);
        check("bad_calls", "", Role::Errors);
        check("hits/s", "", Role::Traffic);
        check("cache hits/s", "", Role::Health);
        check("transactions_s", "", Role::Traffic);
        check("data_disk_active", "", Role::Io);
        check("nvme_util", "", Role::Io);
        check("data_file_full", "", Role::Disk);
        check("mem_quota_used", "", Role::Memory);
        check("cpu_quota_used", "", Role::Cpu);
        check("disk_quota", "", Role::Disk);
        check("api_quota", "", Role::Pool);
        check("cpu_taken_by_hypervisor", "", Role::Contention);
        check("cpu_pressure", "", Role::Contention);
        check("client_call_seconds_q95", "", Role::Latency);
        check("stmt_avg", "", Role::Latency);
        check("ready percent", "", Role::Contention);
        check("working set percent", "", Role::Memory);
        let labelled = |name: &str, label| role_of(name, "", &[label]);
        assert_eq!(labelled("log_records", ("level", "error")), Role::Errors);
        assert_eq!(labelled("system.cpu.utilization", ("cpumode", "steal")), Role::Contention);
        assert_eq!(labelled("system.cpu.utilization", ("cpumode", "user")), Role::Cpu);
        let is_left = |name, labels: &[_]| is_better_high(name, Role::Memory, labels);
        assert!(is_left("memory_free", &[]) && !is_left("memory", &[]));
        assert!(
            is_left("memory", &[("state", "free")]) && !is_left("memory", &[("state", "used")])
        );
    }
}
