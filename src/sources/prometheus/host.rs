//! Host names and the networks that they stand for.

use crate::model::Problem;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What a host name tells without asking anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Host<'a> {
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
    /// A name, lower case.
    Name(&'a str),
}

impl<'a> Host<'a> {
    /// Reads and checks `host`, `host:port` or `[v6]:port`, lower case.
    pub(super) fn parse(text: &'a str) -> Result<Self, Problem> {
        let wrong = |what: String| {
            let fix = "Give a host and a port, for instance http://localhost:9090.";
            Err(Problem::new(what, text, fix))
        };
        let (name, port) = match text.strip_prefix('[') {
            Some(rest) => match rest.split_once(']') {
                Some((name, port)) if name.parse::<Ipv6Addr>().is_ok() => (name, port),
                _ => return wrong("This is not an IPv6 address in brackets.".to_owned()),
            },
            None => text.split_at(text.find(':').unwrap_or(text.len())),
        };
        if name.is_empty() {
            return wrong("The address has no host.".to_owned());
        }
        if !port.is_empty() && !port[1..].parse::<u16>().is_ok_and(|port| port > 0) {
            return wrong(format!("`{}` is not a port.", &port[1..]));
        }
        let host = Self::of_name(name);
        let odd = |c: char| c.is_whitespace() || c.is_control() || (c.is_ascii() && !is_name(c));
        if let (Self::Name(name), Some(odd)) = (host, name.chars().find(|c| odd(*c))) {
            return wrong(format!("`{odd}` cannot be in the host name `{name}`."));
        }
        Ok(host)
    }

    /// What a name without port and brackets stands for.
    pub(super) fn of_name(name: &'a str) -> Self {
        if let Ok(address) = name.parse() {
            return Self::V4(address);
        }
        name.parse().map_or(Self::Name(name), Self::V6)
    }

    /// This computer.
    pub(super) fn is_loopback(self) -> bool {
        match self {
            Self::V4(address) => address.is_loopback(),
            Self::V6(address) => address.is_loopback(),
            Self::Name(name) => name == "localhost" || name.ends_with(".localhost"),
        }
    }

    /// The local network.
    pub(super) fn is_private(self) -> bool {
        match self {
            Self::V4(address) => address.is_private() || address.is_link_local(),
            Self::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
            Self::Name(name) => {
                !self.is_loopback()
                    && (name.rsplit('.').next() == Some("local") || !name.contains('.'))
            }
        }
    }

    /// This computer or the local network.
    pub(super) fn is_local(self) -> bool {
        self.is_loopback() || self.is_private()
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')
}
