//! How well incidents of the simulator are told: `cargo run --release --example incident_quality -- [SEEDS]` prints a
//! table of all scenarios, and how often each word of confidence was right.
#![allow(clippy::print_stdout, reason = "the table is the purpose of this program")]

#[path = "../tests/incidents/quality.rs"]
mod quality;

use quality::{Quality, Reliability};

fn main() {
    let seeds: u64 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100);
    let mut reliability = Reliability::default();
    println!(
        "| scenario | right cause first | in the first two | opened within 5 steps | one incident | elsewhere | median delay in steps |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for scenario in quality::STORIES {
        let quality = Quality::of(scenario, 0..seeds, &mut reliability);
        println!("{}", quality.row(scenario));
    }
    println!("\n| word | told | right | share |\n|---|---:|---:|---:|");
    for row in reliability.rows() {
        println!("{row}");
    }
}
