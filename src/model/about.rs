//! How a plug-in introduces itself.

use super::Field;

/// Identity and help text of a detector, source, sink or scenario; menus and documents come from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct About {
    /// Stable and saved in settings: never change it.
    pub id: &'static str,
    /// What menus show.
    pub title: &'static str,
    /// What it does, in one sentence for a user.
    pub sentence: &'static str,
    /// Where the method comes from.
    pub reference: &'static str,
    /// Its parameters, in the order of the form.
    pub fields: &'static [Field],
}
