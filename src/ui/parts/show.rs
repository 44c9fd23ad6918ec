//! What is shown only while a condition holds.

use crate::ui::part::Part;
use leptos::prelude::*;

/// Shows its children while `when` is true.
///
/// Leptos' own is compiled anew for each condition.
#[component]
pub fn Show(#[prop(into)] when: Signal<bool>, children: ChildrenFn) -> impl IntoView {
    let when = Part::new(move || when.get());
    move || when.get().then(|| children())
}
