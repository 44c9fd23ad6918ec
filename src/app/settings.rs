//! What the page remembers over a reload: never data, never a secret.

use super::event::Theme;
use crate::detect::{MENU, described, menu};
use crate::model::{About, Few, TimeRange, Values, number};

/// Saved as lines of a name and a value; what is missing or cannot be read is the default, so older
/// settings stay readable.
#[derive(Debug, Clone, PartialEq)]
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
    /// Id of the fitted model that judges in the detector's place; empty without.
    pub model: String,
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
    /// What was changed of patterns of logs, as their worker wrote it.
    pub edits: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            local_time: true,
            naive_local: false,
            detector: MENU[0].id.to_owned(),
            values: Few::default(),
            model: String::new(),
            address: String::new(),
            query: String::new(),
            look_back: 3600.0,
            fixed: None,
            resolution: None,
            refresh: None,
            edits: String::new(),
        }
    }
}

impl Settings {
    /// Reads saved settings; what cannot be read is the default.
    pub fn read(text: &str) -> Self {
        let mut settings = Self::default();
        for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
            settings.take(name, &unescaped(value));
        }
        settings
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "theme" => {
                let named = |theme: &Theme| theme.id() == value;
                self.theme = Theme::ALL.into_iter().find(named).unwrap_or_default();
            }
            "local_time" => self.local_time = value == "true",
            "naive_local" => self.naive_local = value == "true",
            "detector" => value.clone_into(&mut self.detector),
            "model" => value.clone_into(&mut self.model),
            "address" => value.clone_into(&mut self.address),
            "query" => value.clone_into(&mut self.query),
            "look_back" => self.look_back = number(value).unwrap_or(self.look_back),
            "from" => self.fixed = number(value).map(|from| TimeRange { from, to: from }),
            "to" => {
                let to = self.fixed.as_ref().zip(number(value));
                self.fixed = to.map(|(fixed, to)| TimeRange { from: fixed.from, to });
            }
            "resolution" => self.resolution = number(value),
            "refresh" => self.refresh = number(value),
            "edits" => value.clone_into(&mut self.edits),
            _ => self.take_parameter(name, value),
        }
    }

    // `detector.parameter`, checked as if it were typed.
    fn take_parameter(&mut self, name: &str, value: &str) {
        let Some((id, name)) = name.split_once('.') else { return };
        let Some(about) = menu().find(|about| about.id == id) else { return };
        let id = id.to_owned();
        let mut values = self.values.get(&id).cloned().unwrap_or_default();
        if values.set(described(about.fields, name), name, value).is_ok() {
            self.values.insert(id, values);
        }
    }

    /// Writes settings for [`Settings::read`].
    pub fn write(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: &str| {
            text.push_str(&[name, "=", &escaped(value), "\n"].concat());
        };
        line("theme", self.theme.id());
        line("local_time", flag(self.local_time));
        line("naive_local", flag(self.naive_local));
        line("detector", &self.detector);
        line("model", &self.model);
        line("address", &self.address);
        line("query", &self.query);
        let fixed = self.fixed.as_ref();
        for (name, seconds) in [
            ("look_back", Some(self.look_back)),
            ("from", fixed.map(|fixed| fixed.from)),
            ("to", fixed.map(|fixed| fixed.to)),
            ("resolution", self.resolution),
            ("refresh", self.refresh),
        ] {
            if let Some(seconds) = seconds {
                line(name, &seconds.to_string());
            }
        }
        line("edits", &self.edits);
        for (id, values) in self.values.iter() {
            for (name, value) in values.iter() {
                line(&[id, ".", name].concat(), &value);
            }
        }
        text
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

fn flag(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "")
}

fn unescaped(value: &str) -> String {
    let parts: Vec<String> = value.split("\\\\").map(|part| part.replace("\\n", "\n")).collect();
    parts.join("\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_and_damaged_ones_become_defaults() {
        let fixed = Some(TimeRange { from: 1_705_312_800.25, to: 1_705_316_400.0 });
        let mut settings =
            Settings { look_back: 900.0, fixed, theme: Theme::Dark, ..Settings::default() };
        settings.query = "rate(up{job=\"a=b\"}[5m])".to_owned();
        settings.local_time = false;
        settings.resolution = Some(0.1 + 0.2);
        let mut values = Values::default();
        values.set(described(MENU[0].fields, "bar"), "bar", "4.5").unwrap();
        values.set(described(MENU[0].fields, "direction"), "direction", "above").unwrap();
        settings.values.insert(MENU[0].id.to_owned(), values);
        assert_eq!(Settings::read(&settings.write()), settings);
        assert_eq!(Settings::read(&Settings::default().write()), Settings::default());
        for damaged in ["{", "=", "look_back=soon", "auto.bar=-1", "auto.x=1", "x.bar=1", "to=5"] {
            assert_eq!(Settings::read(damaged), Settings::default(), "{damaged}");
        }
        assert_eq!(Settings::read("look_back=60").look_back, 60.0);
    }

    #[test]
    fn a_line_break_begins_no_other_setting() {
        for query in ["up\naddress=http://evil", "a\\nb", "a\\\nb", "\\", "{a=~\"\\\\d\"} # x\n+ 1"]
        {
            let settings = Settings { query: query.to_owned(), ..Settings::default() };
            assert_eq!(Settings::read(&settings.write()), settings);
        }
    }
}
