//! The colours of charts: the same values as in `style/tokens.css`, which a test compares.

use crate::model::Severity;
use plotters::style::RGBColor;

/// Colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything.
    pub surface: RGBColor,
    /// Text.
    pub ink: RGBColor,
    /// Labels of axes.
    pub muted: RGBColor,
    /// Lines of the grid.
    pub grid: RGBColor,
    /// Expected range.
    pub band: RGBColor,
    /// The series.
    pub line: RGBColor,
    /// Alarms of low severity.
    pub low: RGBColor,
    /// Alarms of medium severity.
    pub medium: RGBColor,
    /// Alarms of high severity.
    pub high: RGBColor,
}

impl Palette {
    /// The colour of a severity.
    pub fn severity(&self, severity: Severity) -> RGBColor {
        match severity {
            Severity::Low => self.low,
            Severity::Medium => self.medium,
            Severity::High => self.high,
        }
    }
}

/// Dark ink on white.
pub const LIGHT: Palette = Palette {
    surface: RGBColor(0xff, 0xff, 0xff),
    ink: RGBColor(0x1b, 0x20, 0x29),
    muted: RGBColor(0x5b, 0x64, 0x72),
    grid: RGBColor(0xdd, 0xe2, 0xe9),
    band: RGBColor(0xec, 0xef, 0xf4),
    line: RGBColor(0x3d, 0x47, 0x57),
    low: RGBColor(0xb5, 0x76, 0x00),
    medium: RGBColor(0xb8, 0x3f, 0x0a),
    high: RGBColor(0x8e, 0x12, 0x48),
};

/// Light ink on near black.
pub const DARK: Palette = Palette {
    surface: RGBColor(0x10, 0x13, 0x18),
    ink: RGBColor(0xe6, 0xe9, 0xee),
    muted: RGBColor(0x98, 0xa2, 0xb1),
    grid: RGBColor(0x2d, 0x35, 0x41),
    band: RGBColor(0x1f, 0x25, 0x2e),
    line: RGBColor(0xc2, 0xca, 0xd6),
    low: RGBColor(0xf7, 0xc9, 0x48),
    medium: RGBColor(0xff, 0x8f, 0x40),
    high: RGBColor(0xf0, 0x46, 0x8a),
};
