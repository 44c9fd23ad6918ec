//! From what people paste to the base that Loki's paths are put behind.

use super::super::prometheus::Address;
use crate::model::Problem;

/// Pages of Loki that people copy along with its address.
const PAGES: [&str; 6] = ["/loki/api/v1", "/ready", "/services", "/ring", "/ui", "/loki/ui"];

/// Reads a pasted text, as [`Address::parse`] does: what begins with a page or an endpoint of Loki is cut
/// off, a path prefix stays. Errors: as there.
pub fn address(text: &str) -> Result<Address, Problem> {
    let end = text.find("/loki/api/").unwrap_or(text.len());
    let mut address = Address::parse(&text[..end])?;
    for page in PAGES {
        if let Some(base) = address.base.strip_suffix(page) {
            address.base = base.to_owned();
        }
    }
    Ok(address)
}

/// The bases under which Loki is often found, the present one left out: none, and those of gateways.
pub(super) fn other_bases(address: &Address) -> Vec<String> {
    ["", "/loki"]
        .iter()
        .map(|prefix| format!("{}{prefix}", address.origin()))
        .filter(|base| *base != address.base)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_paste_an_address_gives_its_base() {
        let check = |text: &str, expected: &str| {
            assert_eq!(
                address(text).map(|address| address.base),
                Ok(expected.to_owned()),
                "{text}"
            );
        };
        check("localhost:3100", "http://localhost:3100");
        check("http://localhost:3100/ready", "http://localhost:3100");
        check("https://h.example.com/loki/api/v1/query_range?query=x", "https://h.example.com");
        check("https://h.example.com/loki/api/v1", "https://h.example.com");
        check("https://h.example.com/logs/loki/api/v1/push", "https://h.example.com/logs");
        check("https://h.example.com/loki/", "https://h.example.com/loki");
        check(
            "https://g.example.com/api/datasources/proxy/uid/a1",
            "https://g.example.com/api/datasources/proxy/uid/a1",
        );
        check("loki:3100/metrics", "http://loki:3100");
        assert!(address("ftp://h").is_err());
        let bases = address("https://h.example.com/x").map(|address| other_bases(&address));
        assert_eq!(
            bases,
            Ok(vec!["https://h.example.com".to_owned(), "https://h.example.com/loki".to_owned()])
        );
    }
}
