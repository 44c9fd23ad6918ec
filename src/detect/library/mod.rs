//! Detectors that are there when they are asked for: each is one file and one word below.
//!
//! In the browser they are a module of their own, loaded when the first of them is chosen, so that
//! the page stays light; natively they are simply there.

mod lookback;
mod residuals;

use crate::catalogue;

catalogue! {
    /// Every detector of the library, in menu order.
    pub static LIBRARY: [&dyn super::Detector], LIBRARY_MENU = {
        flat_line,
        ewma,
        seasonal_median,
        lag_comparison,
        mad_change,
        cusum,
        page_hinkley,
        change_points,
        missing_data,
    }
}
