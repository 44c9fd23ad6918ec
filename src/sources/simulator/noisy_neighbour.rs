//! A job that takes the whole machine: the services beside it become slow, though nothing of theirs
//! changed.

use super::world::{Metric, REPORTS, Scene, Shape, Story, Who};
use crate::model::{About, Level};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "noisy_neighbour",
    title: "Noisy neighbour",
    sentence: "A reporting job takes the whole machine, and the services beside it become slow.",
    reference: "Own composition",
    fields: &[],
};

/// Entry of the catalogue.
pub static ENTRY: Story = Story {
    about: &ABOUT,
    fault: "Noisy neighbour on a shared machine",
    cause: "noisy_neighbour",
    minutes: (12.0, 20.0),
    goes_on: false,
    plot,
};

fn plot(scene: &mut Scene) {
    let host = scene.shop.host(REPORTS);
    let victims: Vec<Who> = scene.shop.neighbours(REPORTS).collect();
    let load = Shape::ramp(0.0, 1.5, scene.minutes).fading(0.5);
    let slow = load.later(0.5);
    let full = scene.between(94.0, 97.0);

    scene.touch(REPORTS);
    scene.until(REPORTS, Metric::Cpu, full - 8.0, load);
    scene.until(host, Metric::Cpu, full, load);
    scene.more(REPORTS, Metric::Memory, 0.25, load);
    scene.remarks(0.0, REPORTS, Level::Info, "yearly report <id> started with <n> threads");
    scene.says(REPORTS, Level::Info, 0.5, load, &["yearly report: <id> rows aggregated"]);
    for who in victims {
        let factor = scene.between(0.6, 1.3);
        let harm = (factor * scene.level(who, Metric::Latency), scene.between(0.3, 0.6));
        scene.suffers(who, harm, slow);
        scene.callers_suffer(who, (0.5 * harm.0, 0.0), slow);
        scene.says(
            who,
            Level::Warn,
            0.25,
            slow,
            &[
                "worker <n> was not scheduled for <late> ms",
                "processor time is short: <n> tasks wait",
            ],
        );
    }
}
