//! Words of names and messages, and what they speak of: general English of operations, of no system.

/// The words of a name or a message, folded: parted at what is neither letter nor digit, and where a small
/// letter meets a capital.
pub fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in text.chars() {
        let parts = !letter.is_ascii_alphanumeric() && letter.is_ascii();
        if parts || (before.is_lowercase() && letter.is_uppercase()) {
            words.push(String::new());
        }
        if !parts && let Some(last) = words.last_mut() {
            last.push(letter.to_ascii_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What a message speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A database and what is done with it.
    Database,
    /// An answer that did not come, or a connection that did not.
    Timeout,
    /// Certificates, handshakes, credentials.
    Trust,
    /// Memory that ran out.
    Memory,
    /// Room on a disk.
    Disk,
    /// Another limited thing that ran out.
    Limit,
    /// Another version, a start, a migration.
    Release,
    /// Another process that takes what this one needs.
    Contention,
    /// Data that do not come.
    Silence,
    /// A fault of a program: what only who wrote it can mend.
    Code,
    /// A processor, or a thread, that has too much to do.
    Processor,
    /// More that is asked than can be answered.
    Overload,
}

impl Topic {
    /// All there are.
    pub const ALL: [Self; 12] = [
        Self::Database,
        Self::Timeout,
        Self::Trust,
        Self::Memory,
        Self::Disk,
        Self::Limit,
        Self::Release,
        Self::Contention,
        Self::Silence,
        Self::Code,
        Self::Processor,
        Self::Overload,
    ];

    /// As a sentence names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Database => "the database",
            Self::Timeout => "timeouts",
            Self::Trust => "certificates or credentials",
            Self::Memory => "memory",
            Self::Disk => "disk space",
            Self::Limit => "a limit",
            Self::Release => "a release",
            Self::Contention => "contention",
            Self::Silence => "missing data",
            Self::Code => "a fault in a program",
            Self::Processor => "a processor that is taken",
            Self::Overload => "more than can be answered",
        }
    }

    // Words that begin so, and pairs of neighbouring words that do.
    fn stems(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Database => {
                (DATABASE, &["row lock", "table lock", "lock wait", "too many clients"])
            }
            Self::Timeout => (
                TIMEOUT,
                &[
                    "timed out",
                    "time out",
                    "no response",
                    "no answer",
                    "giving up",
                    "gave up",
                    "circuit open",
                    "circuit breaker",
                ],
            ),
            Self::Trust => (TRUST, &["not trusted", "bad signature", "clock skew"]),
            Self::Memory => (
                MEMORY,
                &[
                    "out of memory",
                    "of memory",
                    "cannot allocate",
                    "memory limit",
                    "exit 137",
                    "signal 9",
                ],
            ),
            Self::Disk => (
                DISK,
                &[
                    "no space",
                    "disk full",
                    "disk is full",
                    "device full",
                    "volume full",
                    "read only",
                ],
            ),
            Self::Limit => (
                LIMIT,
                &[
                    "too many",
                    "limit reached",
                    "limit exceeded",
                    "open files",
                    "pool empty",
                    "pool is empty",
                    "none available",
                    "none left",
                ],
            ),
            Self::Release => (RELEASE, &["new version", "rolling out", "build info", "cold start"]),
            Self::Contention => (
                CONTENTION,
                &[
                    "not scheduled",
                    "processor time",
                    "cpu time",
                    "getting cpu",
                    "scheduler delay",
                    "scheduling delay",
                    "io wait",
                    "of the cores",
                    "of the processor",
                    "of the cpu",
                    "steal time",
                    "cpu quota",
                    "run queue",
                    "noisy neighbour",
                    "noisy neighbor",
                ],
            ),
            Self::Processor => (
                PROCESSOR,
                &[
                    "event loop",
                    "main loop",
                    "busy loop",
                    "has been running for",
                    "scheduler latency",
                    "cpu bound",
                    "gc overhead",
                    "load average",
                ],
            ),
            Self::Code => (
                CODE,
                &[
                    "index out of",
                    "nil pointer",
                    "null reference",
                    "stack trace",
                    "cannot read property",
                    "is not a function",
                    "unhandled exception",
                    "unexpected token",
                    "key not found",
                    "assertion failed",
                    "segmentation fault",
                    "no such column",
                    "unknown column",
                    "unknown field",
                    "missing field",
                    "not implemented",
                ],
            ),
            Self::Overload => (
                OVERLOAD,
                &[
                    "retry after",
                    "rate limit",
                    "rate exceeded",
                    "too busy",
                    "too many requests",
                    "too many pending",
                    "over capacity",
                    "queue full",
                    "queue is full",
                    "shed load",
                    "load shed",
                    "falling behind",
                ],
            ),
            Self::Silence => {
                (SILENCE, &["no data", "not reporting", "missed heartbeat", "no samples"])
            }
        }
    }
}

/// Stems of what stores rows and is asked for them.
pub const DATABASE: &[&str] = &[
    "database",
    "db",
    "dbs",
    "sql",
    "mysql",
    "postgres",
    "psql",
    "pgbouncer",
    "mariadb",
    "mongo",
    "oracle",
    "sqlite",
    "cassandra",
    "cockroach",
    "dynamo",
    "rds",
    "aurora",
    "redis",
    "deadlock",
    "query",
    "queries",
    "transaction",
    "jdbc",
    "hikari",
    "tablespace",
    "datastore",
    "replica",
    "mssql",
    "innodb",
];
const TIMEOUT: &[&str] = &[
    "timeout",
    "timedout",
    "deadline",
    "unreachable",
    "refused",
    "unavailable",
    "upstream",
    "etimedout",
    "econnrefused",
    "econnreset",
    "503",
    "504",
    "gateway",
];
const TRUST: &[&str] = &[
    "certificate",
    "cert",
    "certs",
    "x509",
    "tls",
    "ssl",
    "handshake",
    "expired",
    "expiry",
    "unauthorized",
    "unauthorised",
    "credential",
    "401",
    "token",
    "pkix",
    "issuer",
    "authentication",
];
const MEMORY: &[&str] = &[
    "oom",
    "oomkill",
    "outofmemory",
    "heap",
    "rss",
    "malloc",
    "evicted",
    "memoryerror",
    "bad_alloc",
];
const DISK: &[&str] =
    &["enospc", "filesystem", "inode", "disk", "partition", "edquot", "erofs", "volume"];
const LIMIT: &[&str] =
    &["exhausted", "emfile", "quota", "saturated", "overflow", "429", "backpressure", "exceeded"];
const RELEASE: &[&str] =
    &["deploy", "release", "rollout", "rollback", "version", "migration", "canary", "upgrade"];
const CONTENTION: &[&str] =
    &["throttl", "steal", "starv", "contention", "preempt", "neighbour", "neighbor"];
const SILENCE: &[&str] = &["stale", "heartbeat", "nodata", "scrape", "absent"];
const PROCESSOR: &[&str] = &["watchdog", "livelock", "spinning"];
const OVERLOAD: &[&str] = &["overload", "congest", "shedding", "surge", "backpressure"];
const CODE: &[&str] = &[
    "nullpointer",
    "typeerror",
    "keyerror",
    "valueerror",
    "attributeerror",
    "indexerror",
    "referenceerror",
    "nomethoderror",
    "panic",
    "segfault",
    "unhandled",
    "traceback",
    "undefined",
    "assertionerror",
    "illegalstate",
    "illegalargument",
    "classcast",
    "deserial",
    "unmarshal",
];

/// What a text speaks of, in the order of [`Topic::ALL`]. Cost: O(words · stems).
pub fn topics(text: &str) -> Vec<Topic> {
    let words = words(text);
    let joined = words.join(" ");
    let speaks = |topic: &Topic| {
        let (stems, pairs) = topic.stems();
        let is_of = |word: &String| stems.iter().any(|stem| is_stem(word, stem));
        words.iter().any(is_of) || pairs.iter().any(|pair| joined.contains(pair))
    };
    Topic::ALL.into_iter().filter(speaks).collect()
}

// Short stems are whole words: `db` is none of `dbus`.
fn is_stem(word: &str, stem: &str) -> bool {
    if stem.len() <= 4 { word == stem } else { word.starts_with(stem) }
}

/// Whether a name speaks of a database, also as a part of a word: `ordersdb`, `sqlprod`.
pub fn is_database(name: &str) -> bool {
    const PARTS: &[&str] = &["sql", "db", "mongo", "postgres", "oracle", "cassandra", "redis"];
    let is_of = |word: &String| {
        DATABASE.iter().any(|stem| is_stem(word, stem))
            || matches!(word.as_str(), "pg" | "commit" | "commits" | "lock" | "locks")
            || PARTS.iter().any(|part| word.starts_with(part) || word.ends_with(part))
    };
    words(name).iter().any(is_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_part_at_signs_and_capitals() {
        assert_eq!(
            words("http_request.durationP95-ms"),
            ["http", "request", "duration", "p95", "ms"]
        );
        assert_eq!(words("Zähler_größe"), ["zähler", "größe"]);
        assert!(words("--").is_empty());
    }

    #[test]
    fn messages_speak_of_topics() {
        let check = |text: &str, wanted: &[Topic]| assert_eq!(topics(text), wanted, "{text}");
        check("handled GET /cart in 12 ms", &[]);
        check("connection pool exhausted, query waited 3 s", &[Topic::Database, Topic::Limit]);
        check("x509: certificate has expired", &[Topic::Trust]);
        check("write failed: No space left on device", &[Topic::Disk]);
        check("java.lang.OutOfMemoryError: Java heap space", &[Topic::Memory]);
        check("call to ledger timed out", &[Topic::Timeout]);
        check("dbus reply sent", &[]);
    }
}
