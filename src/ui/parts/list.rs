//! Lists that change while their entries stay: one piece of code for all of them.

use crate::ui::part::Part;
use leptos::prelude::*;
use std::sync::Arc;

struct Entry {
    key: String,
    view: Box<dyn FnOnce() -> AnyView + Send>,
}

/// Shows every item; one whose key stays keeps its elements.
///
/// Keys must differ within the list. Leptos' own `For` would be compiled anew for each type of item
/// and of view, which comes to 2 kB a list.
pub fn each<T, V>(
    items: Part<Vec<T>>,
    key: impl Fn(&T) -> String + Send + Sync + 'static,
    show: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let show = Arc::new(show);
    let entry = move |item: T| {
        let (key, show) = (key(&item), show.clone());
        Entry { key, view: Box::new(move || show(item).into_any()) }
    };
    entries(Box::new(move || items.get().into_iter().map(&entry).collect()))
}

fn entries(each: Box<dyn Fn() -> Vec<Entry> + Send>) -> AnyView {
    view! { <For each=each key=|entry| entry.key.clone() children=|entry| (entry.view)()/> }
        .into_any()
}

/// Collects views as Leptos' `collect_view` does, but of one type, so that lists of any element
/// share their code.
pub trait Views {
    /// One view after the other.
    fn views(self) -> Vec<AnyView>;
}

impl<I> Views for I
where
    I: IntoIterator<Item: IntoView + 'static>,
{
    fn views(self) -> Vec<AnyView> {
        self.into_iter().map(IntoAny::into_any).collect()
    }
}
