//! How well incidents of the simulator are told: `cargo run --release --example incident_quality -- [SEEDS]` prints a
//! table of all scenarios, and how often each word of confidence was right, with all evidence and, for a third of the
//! seeds, with less.
#![allow(clippy::print_stdout, reason = "the table is the purpose of this program")]

#[path = "../tests/incidents/quality.rs"]
mod quality;

use quality::{Evidence, Quality, Reliability};

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
    println!("\nWith all evidence:\n\n| word | told | right | share |\n|---|---:|---:|---:|");
    reliability.rows().iter().for_each(|row| println!("{row}"));
    for evidence in Evidence::LESS {
        let mut own = Reliability::default();
        for scenario in quality::STORIES {
            let seeds = 0..(seeds / 3).max(1);
            let quality = Quality::under(evidence, scenario, seeds.clone(), &mut own);
            println!("{evidence:?}: {}", quality.row(scenario));
        }
        println!("\n{evidence:?}:\n\n| word | told | right | share |\n|---|---:|---:|---:|");
        own.rows().iter().for_each(|row| println!("{row}"));
        reliability.add(&own);
    }
    println!("\nTogether:\n\n| word | told | right | share |\n|---|---:|---:|---:|");
    reliability.rows().iter().for_each(|row| println!("{row}"));
    println!("\n| chance | told | right | share |\n|---|---:|---:|---:|");
    reliability.tenths().iter().for_each(|row| println!("{row}"));
}
