//! A surge of traffic that does hurt: one service takes no more, its queue fills, it gets slow and
//! refuses.

use super::world::{BACKS, FRONTS, GATEWAY, Metric, Scene, Shape, Story};
use crate::model::{About, Level};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "capacity_squeeze",
    title: "Surge beyond capacity",
    sentence: "Traffic grows until one service takes no more: its queue fills, \
                   it gets slow and refuses requests.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Surge of traffic beyond the capacity",
    cause: "traffic_surge",
    minutes: (18.0, 28.0),
    goes_on: false,
    plot,
};

fn plot(scene: &mut Scene) {
    let chain = scene.between(0.0, 2.0) as usize;
    let (back, front) = (BACKS[chain], FRONTS[chain]);
    let back_name = scene.name(back);
    let grown = scene.between(4.0, 6.0);
    let surge = Shape::ramp(0.0, grown, scene.minutes - 2.0).fading(2.0);
    let full = Shape::ramp(0.5 * grown, grown, scene.minutes - 2.0).fading(1.0);
    let factor = scene.between(1.0, 1.8);
    let slower = scene.between(4.0, 7.0) * scene.level(back, Metric::Latency);
    let harm = (slower, scene.between(4.0, 9.0));

    scene.touch(back);
    scene.traffic(factor, surge);
    // What is beyond its limit is not taken: its rate stays where the processor is full.
    scene.more(back, Metric::RequestRate, -0.5 * factor, full);
    scene.works(back, 97.0 - scene.level(back, Metric::Cpu) * (1.0 + 0.8 * factor), full);
    scene.more(back, Metric::QueueDepth, 12.0, full);
    scene.suffers(back, harm, full);
    scene.callers_suffer(back, harm, full);
    scene.says(
        back,
        Level::Warn,
        0.35,
        full,
        &["queue is full: <n> jobs refused", "all <n> workers are busy"],
    );
    scene.says(
        front,
        Level::Error,
        0.2,
        full.later(0.5),
        &[&format!("{back_name} answered 503 to request <hex>, gave up after 3 tries")],
    );
    scene.says(GATEWAY, Level::Error, 0.05, full.later(1.0), &["answered 503 to <ip>"]);
}
