//! The text of a preparation: steps apart by `|`, each a name and what it takes.

use super::{MENU, Planned};
use crate::model::{FieldKind, Values, ValuesError};

pub(super) fn parse(text: &str) -> Result<Vec<Planned>, String> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let steps = split_outside_quotes(text, '|');
    let numbered = steps.into_iter().map(str::trim).enumerate();
    let read = |(at, text): (usize, &str)| match text {
        "" => Err(format!("Step {} is empty: each `|` stands between two steps.", at + 1)),
        text => planned(text).map_err(|why| format!("Step {}, `{text}`: {why}", at + 1)),
    };
    numbered.map(read).collect()
}

fn planned(text: &str) -> Result<Planned, String> {
    let (id, mut rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let at = MENU.iter().position(|about| about.id == id).ok_or_else(|| {
        let ids: Vec<&str> = MENU.iter().map(|about| about.id).collect();
        format!("there is no such step; there are {}.", ids.join(", "))
    })?;
    let fields = MENU[at].fields;
    let mut settings = Values::default();
    for (place, field) in fields.iter().enumerate() {
        // The last one takes all that is left: names of series may have spaces.
        let (mut given, mut left) = (rest.trim(), "");
        if place + 1 < fields.len() {
            (given, left) = given.split_once(char::is_whitespace).unwrap_or((given, ""));
        }
        if let FieldKind::Text { check } = field.kind {
            // Left out, a choice has a default; a text has none.
            (check.0)(given)?;
        }
        settings.set(fields, field.name, given).map_err(|error| match error {
            ValuesError::Wrong { why, .. } => why,
            error => error.to_string(),
        })?;
        rest = left;
    }
    if fields.is_empty() && !rest.trim().is_empty() {
        return Err(format!("`{id}` takes nothing after its name."));
    }
    Ok(Planned { at, text: text.to_owned(), settings })
}

/// The pieces of a text between such letters, but for those in double quotes.
pub(super) fn split_outside_quotes(text: &str, at: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|letter| {
        quoted ^= letter == '"';
        letter == at && !quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{MENU, Preparation, STEPS};

    fn refusal(text: &str) -> String {
        Preparation::parse(text).unwrap_err()
    }

    #[test]
    fn steps_are_read_in_order_and_an_empty_text_is_none() {
        let read = Preparation::parse(" rate|smooth 15m median |  resample 1h\tmax ").unwrap();
        let texts: Vec<&str> = read.0.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, ["rate", "smooth 15m median", "resample 1h\tmax"]);
        let figures: Vec<Option<String>> =
            read.0.iter().map(|one| one.settings.text("figure")).collect();
        assert_eq!(figures, [None, Some("median".to_owned()), Some("max".to_owned())]);
        assert!(Preparation::parse("  ").unwrap().is_empty());
        assert!(Preparation::parse(r#"ratio "a|b" / c{path="/|"}"#).is_ok());
    }

    #[test]
    fn a_refusal_says_where_why_and_what_is_accepted() {
        assert_eq!(
            refusal("rate | smoth 15m"),
            "Step 2, `smoth 15m`: there is no such step; there are difference, smooth, lag, \
             resample, rate, ratio."
        );
        assert_eq!(
            refusal("difference 5x"),
            "Step 1, `difference 5x`: `5x` is no length of time: give one as 30s, 5m, 1h, 2d or 1w."
        );
        assert_eq!(
            refusal("lag"),
            "Step 1, `lag`: a length of time is missing: give one as 30s, 5m, 1h, 2d or 1w."
        );
        assert_eq!(
            refusal("resample 1h avg"),
            "Step 1, `resample 1h avg`: Figure cannot be `avg`: give one of mean, sum, min, max, \
             std, count, last."
        );
        assert_eq!(refusal("rate 5m"), "Step 1, `rate 5m`: `rate` takes nothing after its name.");
        assert!(refusal("rate | ").starts_with("Step 2 is empty"));
        for wrong in ["ratio", "ratio a", "ratio a / ", "ratio a / b / c", "ratio / b"] {
            assert!(refusal(wrong).contains("give them as A / B"), "{wrong}");
        }
        for wrong in ["lag -5m", "lag 0s", "lag infs", "lag 1e400s", "lag m", "lag 5 m"] {
            assert!(refusal(wrong).contains("30s, 5m"), "{wrong}");
        }
    }

    #[test]
    fn a_step_is_run_as_it_was_read() {
        for (about, step) in MENU.iter().zip(STEPS) {
            assert_eq!(
                (about.id, about.fields.len()),
                (step.about().id, step.about().fields.len())
            );
        }
    }
}
