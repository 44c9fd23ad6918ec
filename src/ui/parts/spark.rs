//! The small picture of a series in the ranked list.

use crate::charts;
use crate::model::Sparkline;
use crate::ui::part::Part;
use crate::ui::{area, page};
use leptos::html::Canvas;
use leptos::prelude::*;

const WIDTH: f64 = 68.0;
const HEIGHT: f64 = 28.0;

/// Decoration only: the row's text says the same.
#[component]
pub fn Spark(spark: Part<Option<Sparkline>>) -> impl IntoView {
    let page = page();
    let canvas = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), Some(spark)) = (canvas.get(), spark.get()) else { return };
        let scale = window().device_pixel_ratio();
        let palette = if page.dark.get() { &charts::DARK } else { &charts::LIGHT };
        let device = ((WIDTH * scale) as u32, (HEIGHT * scale) as u32);
        if let Some(area) = area(&canvas, device) {
            // A canvas that cannot be drawn on shows nothing; the row's text says the same.
            let _ = charts::spark(&area, &spark, palette, scale);
        }
    });
    view! { <canvas class="spark" node_ref=canvas aria-hidden="true"></canvas> }
}
