//! A service whose memory grows until it is killed; it restarts at once, and fails meanwhile.

use super::world::{BACKS, FRONTS, Metric, Scene, Shape, Story};
use crate::model::{About, Level};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "memory_leak",
    title: "Memory leak",
    sentence: "The memory of one service grows until the system kills it; it \
                   restarts, and fails meanwhile.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Memory leak until the process is killed",
    cause: "resource_exhaustion",
    minutes: (26.0, 40.0),
    goes_on: false,
    plot,
};

fn plot(scene: &mut Scene) {
    let who = scene.one_of(&[FRONTS, BACKS].concat());
    let killed = scene.minutes - scene.between(2.0, 3.0);
    let leak = Shape::ramp(0.0, killed, killed);
    let cramped = Shape::ramp(0.7 * killed, killed, killed);
    let restart = Shape::step(killed, scene.minutes);
    let grown = scene.between(1.6, 2.4);
    let slower = scene.between(0.4, 0.7) * scene.level(who, Metric::Latency);
    let errors = scene.between(9.0, 18.0);

    scene.more(who, Metric::Memory, grown, leak);
    scene.suffers(who, (slower, 0.0), cramped);
    scene.works(who, 14.0, cramped);
    scene.says(
        who,
        Level::Warn,
        0.3,
        cramped,
        &["garbage collection paused all threads for <ms> ms", "heap is <n> MB short of its limit"],
    );
    scene.remarks(killed, who, Level::Error, "out of memory: process <id> killed by the kernel");
    scene.remarks(killed + 0.25, who, Level::Info, "process started on <ip>, warming up");
    scene.suffers(who, (0.0, errors), restart);
    scene.more(who, Metric::RequestRate, -0.5, restart);
    scene.callers_suffer(who, (0.0, errors), restart);
    scene.says(who, Level::Error, 0.4, restart, &["not ready: request <hex> refused"]);
}
