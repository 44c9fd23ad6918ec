//! Reads the small answers: which version it is, and which names a selector may use.

use crate::model::Problem;
use serde::Deserialize;

#[derive(Deserialize)]
struct BuildInfo {
    version: String,
}

#[derive(Deserialize)]
struct Names {
    status: String,
    #[serde(default)]
    data: Option<Vec<String>>,
}

/// The version in an answer to [`super::build_info`]; `None` if it is none.
pub fn version(body: &[u8]) -> Option<String> {
    serde_json::from_slice::<BuildInfo>(body).ok().map(|info| info.version)
}

/// The names in an answer to [`super::labels`] or [`super::label_values`], in their order; a server that
/// knows none may leave the list out.
pub fn names(body: &[u8]) -> Result<Vec<String>, Problem> {
    match serde_json::from_slice::<Names>(body) {
        Ok(Names { status, data }) if status == "success" => Ok(data.unwrap_or_default()),
        _ => Err(Problem::new(
            "The answer is no list of names.",
            "labels",
            "Check that the address is that of Loki.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_answers_are_read() {
        assert_eq!(
            version(br#"{"version":"3.1.0","revision":"x","goVersion":"go1.22"}"#),
            Some("3.1.0".to_owned())
        );
        assert_eq!(version(b"<html>"), None);
        let check = |body: &str, expected: &[&str]| {
            assert_eq!(names(body.as_bytes()).ok().unwrap_or_default(), expected, "{body}");
        };
        check(r#"{"status":"success","data":["app","\u00fc"]}"#, &["app", "ü"]);
        check(r#"{"status":"success"}"#, &[]);
        for wrong in [
            "",
            "no org id",
            r#"{"status":"error","data":["a"]}"#,
            r#"{"status":"success","data":[1]}"#,
        ] {
            assert!(names(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
