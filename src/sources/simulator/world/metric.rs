//! What is measured of whom: names, units, usual levels, noise.

/// What a member of the shop is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Takes every request first.
    Edge,
    /// Called by the edge.
    Front,
    /// Called by fronts, at the end of a chain of three.
    Back,
    /// Called by backs.
    Database,
    /// Works through the books, called by nobody.
    Batch,
    /// A machine on which the others run.
    Host,
}

/// One kind of measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Requests or queries taken.
    RequestRate,
    /// Mean time of a reply.
    Latency,
    /// Share of requests that failed.
    ErrorRate,
    /// Share of the processor.
    Cpu,
    /// Resident memory.
    Memory,
    /// Open connections of a database, of [`MOST_CONNECTIONS`].
    Connections,
    /// Requests that wait.
    QueueDepth,
    /// Share of the disk.
    DiskUsed,
}

/// A database takes no more.
pub const MOST_CONNECTIONS: f64 = 100.0;

use Metric::{Connections, Cpu, DiskUsed, ErrorRate, Latency, Memory, QueueDepth, RequestRate};

impl Role {
    /// What is measured of it, and between which levels it lies on a calm day.
    pub fn metrics(self) -> &'static [(Metric, f64, f64)] {
        match self {
            Self::Edge => &[
                (RequestRate, 350.0, 450.0),
                (Latency, 130.0, 170.0),
                (ErrorRate, 0.25, 0.4),
                (Cpu, 24.0, 30.0),
                (Memory, 500.0, 700.0),
            ],
            Self::Front => &[
                (RequestRate, 140.0, 200.0),
                (Latency, 70.0, 110.0),
                (ErrorRate, 0.25, 0.4),
                (Cpu, 22.0, 30.0),
                (Memory, 600.0, 900.0),
            ],
            Self::Back => &[
                (RequestRate, 90.0, 140.0),
                (Latency, 25.0, 45.0),
                (ErrorRate, 0.2, 0.35),
                (Cpu, 20.0, 28.0),
                (Memory, 400.0, 800.0),
                (QueueDepth, 8.0, 12.0),
            ],
            Self::Database => &[
                (RequestRate, 280.0, 380.0),
                (Latency, 5.0, 9.0),
                (Cpu, 24.0, 32.0),
                (Connections, 32.0, 42.0),
            ],
            Self::Batch => &[(Cpu, 8.0, 14.0), (Memory, 900.0, 1_300.0)],
            Self::Host => &[(Cpu, 28.0, 38.0), (DiskUsed, 42.0, 60.0)],
        }
    }
}

impl Metric {
    /// As it is called, and its unit.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            RequestRate => ("request_rate", "req/s"),
            Latency => ("latency", "ms"),
            ErrorRate => ("error_rate", "%"),
            Cpu => ("cpu", "%"),
            Memory => ("memory", "MB"),
            Connections => ("connections", ""),
            QueueDepth => ("queue_depth", ""),
            DiskUsed => ("disk_used", "%"),
        }
    }

    /// Standard deviation of its Gaussian noise, as a share of the level.
    pub fn noise(self) -> f64 {
        match self {
            RequestRate => 0.03,
            Latency | Connections => 0.04,
            Cpu => 0.05,
            ErrorRate | QueueDepth => 0.12,
            Memory => 0.01,
            DiskUsed => 0.002,
        }
    }

    /// By how much of its height an effect on it varies from point to point: what fills does so
    /// steadily, what flows does not.
    pub fn uneven(self) -> f64 {
        match self {
            Memory | DiskUsed => 0.0,
            Connections => 0.02,
            RequestRate | Latency | ErrorRate | Cpu | QueueDepth => 0.1,
        }
    }

    /// How far it follows the traffic of the day, as a share of the level.
    pub fn sway(self) -> f64 {
        match self {
            RequestRate => 0.25,
            Cpu => 0.12,
            Connections | QueueDepth => 0.06,
            Latency => 0.04,
            ErrorRate | Memory | DiskUsed => 0.0,
        }
    }

    /// What can be measured at this value: percentages end, and some things are counted.
    pub fn possible(self, value: f64) -> f64 {
        match self {
            ErrorRate | Cpu | DiskUsed => value.clamp(0.0, 100.0),
            Connections => value.clamp(0.0, MOST_CONNECTIONS).round(),
            QueueDepth => value.max(0.0).round(),
            RequestRate | Latency | Memory => value.max(0.0),
        }
    }
}
