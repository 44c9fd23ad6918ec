//! Reads the address that a user pasted: from the browser's bar, a config file or memory.

use super::host::Host;
use super::percent;
use crate::model::{Auth, Problem};
use serde::{Deserialize, Serialize};

/// Pages and endpoints that people copy along with the address; all that begins there is cut off.
const PAGES: [&str; 20] = [
    "/api/v1",
    "/graph",
    "/query",
    "/alerts",
    "/targets",
    "/rules",
    "/flags",
    "/config",
    "/status",
    "/tsdb-status",
    "/service-discovery",
    "/classic",
    "/new",
    "/vmui",
    "/metrics",
    "/stores",
    "/federate",
    "/-/ready",
    "/-/healthy",
    "/agent",
];

/// Where a server is and how to log in there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Scheme, host, port and path prefix, without credentials and without a `/` at the end; what
    /// a path such as `/api/v1/query_range` is put behind.
    pub base: String,
    /// Credentials that stood in the address; never part of `base`.
    pub auth: Auth,
}

impl Address {
    /// Reads a pasted text.
    ///
    /// A missing scheme becomes `http` for loopback and private hosts, else `https`. Query, hash,
    /// `/graph`, `/query`, `/api/v1/…` and the like are cut off; a path prefix stays.
    /// `user:password@` becomes [`Auth::Basic`]. Errors: no host, a scheme other than http and
    /// https, a port that is none. No message repeats a password.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim().trim_matches(['"', '\'', '<', '>', '`']).trim();
        let (scheme, rest) = split_scheme(text)?;
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (auth, host_and_port) = split_login(authority);
        let host_and_port = host_and_port.to_ascii_lowercase();
        let host = Host::parse(&host_and_port)?;
        let scheme = scheme.unwrap_or(if host.is_local() { "http" } else { "https" });
        Ok(Self { base: format!("{scheme}://{host_and_port}{}", prefix(path)), auth })
    }

    /// Host name or address, without port and without brackets.
    pub fn host(&self) -> &str {
        let authority = authority(&self.base);
        let name = match authority.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => name,
            _ => authority,
        };
        name.trim_start_matches('[').trim_end_matches(']')
    }

    /// Whether requests are encrypted.
    pub fn is_https(&self) -> bool {
        self.base.starts_with("https://")
    }

    /// Whether the host is this computer.
    pub fn is_loopback(&self) -> bool {
        Host::of_name(self.host()).is_loopback()
    }

    /// Whether the host is on the local network: an RFC 1918, link-local or unique local address, a
    /// `.local` name or one without a dot.
    pub fn is_private(&self) -> bool {
        Host::of_name(self.host()).is_private()
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        origin(&self.base)
    }

    /// The bases under which servers offer the same API, the present one left out: none, and the
    /// prefixes of Mimir, Cortex and `VictoriaMetrics`' cluster.
    pub fn other_bases(&self) -> Vec<String> {
        ["", "/prometheus", "/api/prom", "/select/0/prometheus"]
            .iter()
            .map(|prefix| format!("{}{prefix}", self.origin()))
            .filter(|base| *base != self.base)
            .collect()
    }
}

/// Scheme, host and port of an address; `null` for one that has no host, such as `file:`.
pub(in crate::sources) fn origin(url: &str) -> &str {
    let Some(start) = url.find("://").map(|at| at + 3) else { return "null" };
    let length = url[start..].find(['/', '?', '#']).unwrap_or(url.len() - start);
    if length == 0 { "null" } else { &url[..start + length] }
}

fn authority(url: &str) -> &str {
    let origin = origin(url);
    origin.split_once("://").map_or("", |(_, authority)| authority)
}

fn split_scheme(text: &str) -> Result<(Option<&'static str>, &str), Problem> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return Ok((None, text.trim_start_matches('/')));
    };
    let known = match scheme.to_ascii_lowercase().as_str() {
        "http" => "http",
        "https" => "https",
        // A colon and slashes further back, as in `host/graph?next=http://…`.
        other if other.contains(['/', '?', '#', '@', '.']) => return Ok((None, text)),
        other => {
            return Err(Problem::new(
                format!("A browser cannot ask for `{other}` addresses."),
                rest.rsplit('@').next().unwrap_or_default(),
                "Give an address that begins with http:// or https://.",
            ));
        }
    };
    Ok((Some(known), rest))
}

fn split_login(authority: &str) -> (Auth, &str) {
    let Some((login, host)) = authority.rsplit_once('@') else { return (Auth::None, authority) };
    if login.is_empty() {
        return (Auth::None, host);
    }
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    (Auth::Basic(percent::decode(user), percent::decode(password)), host)
}

/// The path prefix: without query, hash, pages and `/` at the end.
fn prefix(path: &str) -> &str {
    let path = &path[..path.find(['?', '#', '\\']).unwrap_or(path.len())];
    let is_page = |rest: &str| {
        PAGES.iter().any(|page| {
            rest.strip_prefix(page).is_some_and(|more| more.is_empty() || more.starts_with('/'))
        })
    };
    let end = path.match_indices('/').map(|(at, _)| at).find(|at| is_page(&path[*at..]));
    path[..end.unwrap_or(path.len())].trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_paste_an_address_gives_its_base() {
        let check = |text: &str, expected: &str| {
            let address = Address::parse(text).unwrap();
            assert_eq!((address.base.as_str(), &address.auth), (expected, &Auth::None), "{text}");
        };
        check("localhost:9090", "http://localhost:9090");
        check("  http://localhost:9090/  ", "http://localhost:9090");
        check("127.0.0.1:9090/graph", "http://127.0.0.1:9090");
        check("[::1]:9090/query", "http://[::1]:9090");
        check("//prom.example.com/", "https://prom.example.com");
        check("prom.example.com", "https://prom.example.com");
        check("HTTPS://Prom.Example.com/Prometheus/", "https://prom.example.com/Prometheus");
        check("192.168.1.5:9090", "http://192.168.1.5:9090");
        check("nas.local", "http://nas.local");
        check("prometheus:9090", "http://prometheus:9090");
        check("http://p:9090/graph?g0.expr=up&g0.tab=0#x", "http://p:9090");
        check(
            "https://m.example.com/prometheus/api/v1/query_range?query=up",
            "https://m.example.com/prometheus",
        );
        check("https://m.example.com/api/prom", "https://m.example.com/api/prom");
        check(
            "https://v.example.com/select/0/prometheus/vmui/?#/?x=1",
            "https://v.example.com/select/0/prometheus",
        );
        check("http://h:9090/graphite", "http://h:9090/graphite");
        check("h:9090/classic/graph?next=http://other", "http://h:9090");
        check("\"http://h:9090\"", "http://h:9090");
        check("http://h:9090?x=a@b", "http://h:9090");
    }

    #[test]
    fn a_login_in_the_address_moves_out_of_it() {
        let check = |text: &str, base: &str, user: &str, password: &str| {
            let address = Address::parse(text).unwrap();
            assert_eq!(address.base, base);
            assert_eq!(address.auth, Auth::Basic(user.to_owned(), password.to_owned()));
            assert!(!format!("{address:?}").contains("s3c"));
        };
        check(
            "https://me:s3cret@prom.example.com/graph",
            "https://prom.example.com",
            "me",
            "s3cret",
        );
        check("me:s3c%40t%C3%BC@localhost:9090", "http://localhost:9090", "me", "s3c@tü");
        check("https://me:s3c@a@h.example.com", "https://h.example.com", "me", "s3c@a");
        check("https://token@h.example.com", "https://h.example.com", "token", "");
    }

    #[test]
    fn what_is_no_address_says_so_without_the_password() {
        for text in [
            "",
            "   ",
            "http://",
            "ftp://h",
            "file:///etc/hosts",
            "h:99999",
            "h:port",
            "http://a b",
            "http://[::1",
            "https://me:s3cret@",
            "ftp://me:s3cret@h",
            ":9090",
            "me:s3cret@h:port",
            "h:0",
            "up{job=\"api\"}",
        ] {
            let problem = Address::parse(text).unwrap_err();
            assert!(!problem.to_string().contains("s3cret"), "{problem}");
            assert!(!problem.fix.is_empty());
        }
    }

    #[test]
    fn networks_are_told_apart() {
        let check = |text: &str, loopback: bool, private: bool, https: bool| {
            let address = Address::parse(text).unwrap();
            let found = (address.is_loopback(), address.is_private(), address.is_https());
            assert_eq!(found, (loopback, private, https), "{text}");
        };
        check("localhost", true, false, false);
        check("https://app.localhost:1", true, false, true);
        check("127.8.9.1", true, false, false);
        check("[::1]", true, false, false);
        check("10.1.2.3", false, true, false);
        check("172.16.0.1", false, true, false);
        check("172.32.0.1", false, false, true);
        check("192.168.0.1:80", false, true, false);
        check("169.254.1.1", false, true, false);
        check("[fd00::1]:9090", false, true, false);
        check("[fe80::1]", false, true, false);
        check("[2001:db8::1]", false, false, true);
        check("pi.local", false, true, false);
        check("intranet", false, true, false);
        check("http://prom.example.com", false, false, false);
        check("8.8.8.8", false, false, true);
    }
}
