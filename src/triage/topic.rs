//! What messages speak of, told by general English of operations, of no system.

use super::words::is_stem;

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

    // Words that begin so.
    fn stems(self) -> &'static [&'static str] {
        match self {
            Self::Database => DATABASE,
            Self::Timeout => TIMEOUT,
            Self::Trust => TRUST,
            Self::Memory => MEMORY,
            Self::Disk => DISK,
            Self::Limit => LIMIT,
            Self::Release => RELEASE,
            Self::Contention => CONTENTION,
            Self::Processor => PROCESSOR,
            Self::Code => CODE,
            Self::Overload => OVERLOAD,
            Self::Silence => SILENCE,
        }
    }

    // Neighbouring words.
    fn phrases(self) -> &'static [&'static str] {
        match self {
            Self::Database => &["row lock", "table lock", "lock wait", "too many clients"],
            Self::Timeout => &[
                "timed out",
                "time out",
                "no response",
                "no answer",
                "giving up",
                "gave up",
                "circuit open",
                "circuit breaker",
            ],
            Self::Trust => &["not trusted", "bad signature", "clock skew"],
            Self::Memory => &[
                "out of memory",
                "of memory",
                "cannot allocate",
                "memory limit",
                "exit 137",
                "signal 9",
            ],
            Self::Disk => &[
                "no space",
                "disk full",
                "disk is full",
                "device full",
                "volume full",
                "read only",
            ],
            Self::Limit => &[
                "too many",
                "limit reached",
                "limit exceeded",
                "open files",
                "pool empty",
                "pool is empty",
                "none available",
                "threads busy",
                "workers busy",
                "none left",
            ],
            Self::Release => &["new version", "rolling out", "build info", "cold start"],
            Self::Contention => CONTENTION_PHRASES,
            Self::Processor => &[
                "event loop",
                "main loop",
                "busy loop",
                "has been running for",
                "scheduler latency",
                "cpu bound",
                "gc overhead",
                "load average",
            ],
            Self::Code => CODE_PHRASES,
            Self::Overload => &[
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
            Self::Silence => &["no data", "not reporting", "missed heartbeat", "no samples"],
        }
    }

    /// Whether words, and the text that they make with blanks between, speak of it. Cost: O(words · stems).
    pub fn is_in(self, words: &[String], joined: &str) -> bool {
        let is_of = |word: &String| self.stems().iter().any(|stem| is_stem(word, stem));
        words.iter().any(is_of) || self.phrases().iter().any(|phrase| joined.contains(phrase))
    }
}

/// Stems of what stores rows and is asked for them.
pub const DATABASE: &[&str] = &[
    "database",
    "db",
    "dbs",
    "kv",
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
const DISK: &[&str] = &["enospc", "filesystem", "inode", "disk", "edquot", "erofs", "volume"];
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
const CODE_PHRASES: &[&str] = &[
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
];
const CONTENTION_PHRASES: &[&str] = &[
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
];
