//! Pointer, wheel and keyboard on a chart: where they are in time, and what they ask for.

use crate::app::Event;
use crate::charts::window::{self, Asked};
use crate::charts::{self, Frame};
use crate::model::TimeRange;
use crate::ui::part::Part;
use crate::ui::{Page, scale};
use leptos::ev::{KeyboardEvent, PointerEvent, WheelEvent};
use leptos::html::Div;
use leptos::prelude::*;

/// A drag shorter than this many CSS pixels is a click.
const SHORTEST_DRAG: f64 = 4.0;

/// The state of one chart's gestures; lengths are CSS pixels from the plot's left edge.
#[derive(Clone, Copy)]
pub struct Gestures {
    page: Page,
    /// Where things lie on the drawn chart.
    pub frame: RwSignal<Option<Frame>>,
    /// Begin and end of the drag under way.
    pub dragged: RwSignal<Option<(f64, f64)>>,
    /// What is shown.
    pub window: Part<Option<TimeRange>>,
    plot: NodeRef<Div>,
}

impl Gestures {
    /// Of a chart that has not been drawn yet.
    pub fn new(page: Page, plot: NodeRef<Div>) -> Self {
        let window = page.memo(crate::app::App::window);
        Self { page, frame: RwSignal::new(None), dragged: RwSignal::new(None), window, plot }
    }

    /// Where a moment lies.
    pub fn x_of(self, time: f64) -> Option<f64> {
        self.frame.with(|frame| frame.as_ref().map(|frame| frame.x_of(time) / scale()))
    }

    /// Top and height of the drawn area.
    pub fn rows(self) -> Option<(f64, f64)> {
        let in_css = |row: i32| f64::from(row) / scale();
        self.frame.with(|frame| {
            frame.as_ref().map(|frame| (in_css(frame.top), in_css(frame.bottom - frame.top)))
        })
    }

    /// Left edge and width of the drawn area.
    pub fn columns(self) -> Option<(f64, f64)> {
        let in_css = |column: i32| f64::from(column) / scale();
        self.frame.with(|frame| {
            frame.as_ref().map(|frame| (in_css(frame.left), in_css(frame.right - frame.left)))
        })
    }

    /// Where a value lies, held within the drawn area.
    pub fn y_of(self, value: f64) -> Option<f64> {
        self.frame.with(|frame| {
            let frame = frame.as_ref()?;
            let (top, bottom) = (f64::from(frame.top), f64::from(frame.bottom));
            Some(frame.y_of(value).clamp(top, bottom) / scale())
        })
    }

    fn time_at(self, x: f64) -> Option<f64> {
        self.frame.with_untracked(|frame| frame.as_ref().map(|frame| frame.time_at(x * scale())))
    }

    /// The pointer moves: the crosshair follows, and so does a drag.
    pub fn moved(self, event: &PointerEvent) {
        let x = f64::from(event.offset_x());
        self.page.hover.set(self.time_at(x));
        if let Some((from, _)) = self.dragged.get_untracked() {
            self.dragged.set(Some((from, x)));
        }
    }

    /// A drag begins; it goes on outside the chart.
    pub fn pressed(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let x = f64::from(event.offset_x());
        self.dragged.set(Some((x, x)));
        if let Some(plot) = self.plot.get_untracked() {
            let _ = plot.set_pointer_capture(event.pointer_id());
        }
    }

    /// A drag ends: its span becomes the window.
    pub fn released(self) {
        let Some((from, to)) = self.dragged.get_untracked() else { return };
        self.dragged.set(None);
        if (to - from).abs() < SHORTEST_DRAG {
            return;
        }
        if let (Some(from), Some(to)) = (self.time_at(from.min(to)), self.time_at(from.max(to))) {
            self.page.send(Event::Zoom(Some(TimeRange { from, to })));
        }
    }

    /// The wheel zooms around the pointer.
    pub fn wheeled(self, event: &WheelEvent) {
        let at = self.time_at(f64::from(event.offset_x()));
        let (Some(window), Some(at)) = (self.window.get_untracked(), at) else { return };
        event.prevent_default();
        self.page.send(Event::Zoom(Some(window::wheel(window, at, event.delta_y()))));
    }

    /// Keys move and zoom.
    pub fn typed(self, event: &KeyboardEvent) {
        let asked = self.window.get_untracked().and_then(|now| window::key(now, &event.key()));
        let Some(asked) = asked else { return };
        event.prevent_default();
        self.page.send(Event::Zoom(match asked {
            Asked::Window(range) => Some(range),
            Asked::Everything => None,
        }));
    }

    /// Tells the application how many pixel columns a chart of this width has.
    pub fn measured(self, width: f64) {
        let columns = charts::plot_columns((width * scale()) as u32, scale());
        self.page.send(Event::ChartWidth(columns));
    }
}
