//! What the page remembers over a reload: never data, never a secret.

use super::event::Theme;
use crate::detect::{MENU, menu};
use crate::model::{About, Few, TimeRange, Values, to_json};
use serde::{Deserialize, Serialize};

/// Saved as JSON; a missing field means its default, so older settings stay readable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Look of the page.
    pub theme: Theme,
    /// Whether times are shown in the user's zone; otherwise in UTC.
    pub local_time: bool,
    /// Whether stamps without a zone mean the user's zone; otherwise UTC.
    pub naive_local: bool,
    /// Chosen detector.
    pub detector: String,
    /// Parameters of each detector that was ever changed.
    pub values: Few<String, Values>,
    /// Address of the last Prometheus server, without credentials.
    pub address: String,
    /// Last query.
    pub query: String,
    /// How far queries look back, in seconds.
    pub look_back: f64,
    /// What queries ask for instead of looking back from now; `None` looks back.
    pub fixed: Option<TimeRange>,
    /// Resolution of queries in seconds; `None` is automatic.
    pub resolution: Option<f64>,
    /// Seconds between refreshes; `None` is by hand.
    pub refresh: Option<f64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            local_time: true,
            naive_local: false,
            detector: MENU[0].id.to_owned(),
            values: Few::default(),
            address: String::new(),
            query: String::new(),
            look_back: 3600.0,
            fixed: None,
            resolution: None,
            refresh: None,
        }
    }
}

impl Settings {
    /// Reads saved settings; what cannot be read is the default.
    pub fn read(json: &str) -> Self {
        serde_json::from_slice(json.as_bytes()).unwrap_or_default()
    }

    /// Writes settings for [`Settings::read`].
    pub fn write(&self) -> String {
        to_json(self)
    }

    /// The chosen detector.
    pub fn chosen(&self) -> &'static About {
        menu().find(|about| about.id == self.detector).unwrap_or(MENU[0])
    }

    /// Its parameters.
    pub fn chosen_values(&self) -> Values {
        self.values.get(&self.chosen().id.to_owned()).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_and_damaged_ones_become_defaults() {
        let fixed = Some(TimeRange { from: 1_705_312_800.0, to: 1_705_316_400.0 });
        let settings =
            Settings { look_back: 900.0, fixed, theme: Theme::Dark, ..Settings::default() };
        assert_eq!(Settings::read(&settings.write()), settings);
        assert_eq!(Settings::read("{"), Settings::default());
        assert_eq!(Settings::read(r#"{"look_back": 60.0}"#).look_back, 60.0);
    }
}
