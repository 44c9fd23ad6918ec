//! Reads the small answers: which server it is, what it measures, why it refused.

use super::refusal::refusal;
use crate::model::Problem;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// What answers behind an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// `Prometheus`, `VictoriaMetrics`, `Mimir`, `Thanos` and so on.
    pub flavour: String,
    /// Its own version text; may be empty.
    pub version: String,
}

impl Server {
    /// A server that answers queries and does not say what it is.
    pub fn nameless() -> Self {
        Self { flavour: "Prometheus-compatible server".to_owned(), version: String::new() }
    }

    /// A `VictoriaMetrics` that tells its version to pages of its own origin only.
    pub fn victoria_metrics() -> Self {
        let version = "(version hidden from other origins)".to_owned();
        Self { flavour: "VictoriaMetrics".to_owned(), version }
    }
}

/// Whether this is an answer to [`super::query::top_queries`], which only `VictoriaMetrics` gives.
pub fn is_top_queries(body: &[u8]) -> bool {
    const FIELD: &[u8] = b"\"topByAvgDuration\"";
    body.windows(FIELD.len()).any(|part| part == FIELD)
}

#[derive(Deserialize)]
struct Envelope<T> {
    #[serde(default)]
    status: String,
    #[serde(default, rename = "errorType")]
    error_type: String,
    #[serde(default)]
    error: String,
    data: Option<T>,
}

#[derive(Deserialize)]
struct BuildInfo {
    #[serde(default)]
    application: String,
    #[serde(default)]
    version: String,
    features: Option<IgnoredAny>,
}

/// Reads `status/buildinfo`.
///
/// Mimir and Cortex name themselves (`application`); `VictoriaMetrics` writes itself into the
/// version; what does neither is Prometheus, or Thanos, which answers as Prometheus does.
pub fn server(body: &[u8]) -> Result<Server, Problem> {
    let info: BuildInfo = data(body, "status/buildinfo")?;
    let said = format!("{} {}", info.application, info.version).to_ascii_lowercase();
    let known = [
        ("mimir", "Mimir"),
        ("cortex", "Cortex"),
        ("thanos", "Thanos"),
        ("victoria", "VictoriaMetrics"),
        ("promxy", "promxy"),
    ];
    let named = known.iter().find(|(sign, _)| said.contains(sign)).map(|(_, name)| *name);
    let flavour = match named {
        Some(name) => name,
        None if !info.application.is_empty() => &info.application,
        // Only Mimir lists its features as an object.
        None if info.features.is_some() => "Mimir",
        None => "Prometheus",
    };
    Ok(Server { flavour: flavour.to_owned(), version: info.version })
}

/// Whether this is an answer to [`super::query::metric_names`], without reading any of them.
pub fn is_names(body: &[u8]) -> bool {
    data::<Vec<IgnoredAny>>(body, "label/__name__/values").is_ok()
}

/// `errorType` and `error` of an answer; `None` if it is not one that says so.
pub(super) fn error_of(body: &[u8]) -> Option<(String, String)> {
    let envelope: Envelope<serde::de::IgnoredAny> = serde_json::from_slice(body).ok()?;
    let says = envelope.status == "error" || !envelope.error.is_empty();
    says.then_some((envelope.error_type, envelope.error))
}

fn data<'a, T: Deserialize<'a>>(body: &'a [u8], place: &str) -> Result<T, Problem> {
    if let Some((kind, text)) = error_of(body) {
        return Err(refusal(&kind, &text, place));
    }
    let envelope: Result<Envelope<T>, _> = serde_json::from_slice(body);
    let fix = "Check that the address is that of a Prometheus-compatible server.";
    match envelope {
        Ok(Envelope { data: Some(data), .. }) => Ok(data),
        Ok(_) => Err(Problem::new("The answer has no `data`.", place, fix)),
        Err(error) => Err(Problem::new(format!("The answer cannot be read: {error}."), place, fix)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_told_apart() {
        let check = |data: &str, flavour: &str, version: &str| {
            let server =
                server(format!(r#"{{"status":"success","data":{data}}}"#).as_bytes()).unwrap();
            assert_eq!((server.flavour.as_str(), server.version.as_str()), (flavour, version));
        };
        check(r#"{"version":"2.42.0","goVersion":"go1.19"}"#, "Prometheus", "2.42.0");
        check(
            r#"{"application":"Grafana Mimir","version":"2.9","features":{"ruler_config_api":"true"}}"#,
            "Mimir",
            "2.9",
        );
        check(
            r#"{"version":"victoria-metrics-20250101-v1.110.0"}"#,
            "VictoriaMetrics",
            "victoria-metrics-20250101-v1.110.0",
        );
        check(r#"{"application":"Thanos"}"#, "Thanos", "");
        check(r#"{"application":"Other","version":"1"}"#, "Other", "1");
        check(r#"{"version":"2.4.0","features":{"ruler_config_api":"true"}}"#, "Mimir", "2.4.0");
    }

    #[test]
    fn the_slowest_queries_are_told_from_other_answers() {
        // As VictoriaMetrics 1.79 answers with `topN=1` and nothing asked yet.
        let answer = br#"{"topN":"1","maxLifetime":"10m0s","topByCount":[],"topByAvgDuration":[],"topBySumDuration":[]}"#;
        assert!(is_top_queries(answer));
        for other in ["", r#"{"status":"success","data":{}}"#, "<html>topByAvgDuration</html>"] {
            assert!(!is_top_queries(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_problem() {
        for body in ["", "<html>", "{}", r#"{"status":"success","data":3}"#] {
            assert!(server(body.as_bytes()).is_err() && !is_names(body.as_bytes()), "{body}");
        }
        assert!(is_names(br#"{"status":"success","data":["up"]}"#));
        let refused =
            server(br#"{"status":"error","errorType":"internal","error":"disk"}"#).unwrap_err();
        assert!(refused.what.contains("internal") && refused.what.contains("disk"));
    }
}
