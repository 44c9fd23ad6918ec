//! A disk that fills up; at the end the service that writes to it fails.

use super::world::{BACKS, DATABASE, FRONTS, Metric, Scene, Shape, Story};
use crate::model::{About, Level, MarkKind};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "disk_filling",
    title: "Disk filling up",
    sentence: "The disk of one machine fills up; at the end the service that writes to it fails.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Disk filling up until writes fail",
    cause: "capacity_limit",
    minutes: (30.0, 45.0),
    goes_on: false,
    plot,
};

fn plot(scene: &mut Scene) {
    let who = scene.one_of(&[&FRONTS[..], &BACKS, &[DATABASE]].concat());
    let host = scene.shop.host(who);
    let full = scene.minutes - scene.between(5.0, 7.0);
    let filling = Shape::ramp(0.0, full, scene.minutes);
    let failing = Shape::ramp(full, full + 0.75, scene.minutes);
    let most = scene.between(98.0, 99.5);
    let harm = (0.4 * scene.level(who, Metric::Latency), scene.between(4.0, 9.0));

    scene.touch(who);
    scene.until(host, Metric::DiskUsed, most, filling);
    let late = Shape::step(0.8 * full, full);
    scene.says(who, Level::Warn, 0.06, late, &["little space left on /var/lib/data: <n>0 MB"]);
    scene.suffers(who, harm, failing);
    scene.callers_suffer(who, harm, failing);
    scene.says(
        who,
        Level::Error,
        0.45,
        failing,
        &[
            "write to /var/lib/data failed: no space left on device",
            "cannot rotate log file: no space left on device",
        ],
    );
    let title = format!("Old files removed from {}", scene.name(host));
    scene.mark(scene.minutes, MarkKind::Change, who, title);
}
