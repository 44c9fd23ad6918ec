//! Detectors that not everybody needs: each is one file and one word below.
//!
//! The demo's worker does without them, so that the first look does not wait for them.

mod beside;
mod density;
mod learner;
mod lookback;
mod neighbours;
mod residuals;
mod rows;
mod seasonal_phases;
mod shapes;
mod siblings;
mod spread;
mod tails;
mod timeline;
mod windows;

pub mod forest;

use crate::catalogue;

catalogue! {
    /// Every detector of the library, in menu order.
    pub static LIBRARY: [&dyn super::Detector], LIBRARY_MENU = {
        ewma, seasonal_median, lag_comparison, mad_change, cusum, page_hinkley, change_points,
        flat_line, missing_data,
        kmeans, knn, pca, anomstack, iforest, hbos, ecod, copod,
        peer_outlier, fleet, multivariate_forest,
    }
}
