//! The summary tiles.

use super::page;
use super::parts::list::Views;
use crate::app::view;
use leptos::prelude::*;

/// A row of figures over everything that is loaded.
#[component]
pub fn Tiles() -> impl IntoView {
    let page = page();
    let tiles = page.memo(view::tiles);
    view! {
        <dl class="tiles" aria-label="Summary">
            {move || {
                tiles
                    .get()
                    .into_iter()
                    .map(|tile| {
                        view! {
                            <div class="tile">
                                <dt>{tile.title}</dt>
                                <dd class="figure">{tile.figure}</dd>
                                <dd class="detail">{tile.detail}</dd>
                            </div>
                        }
                    })
                    .views()
            }}
        </dl>
    }
}
