//! Files as they are dropped: what they are is told from their beginning.

use super::{options, summary};
use blip::model::Problem;
use blip::sources::file::{self, FileReader};
use blip::sources::unzip::Unzip;
use blip::sources::{Loaded, Reader};

fn drop_file(name: &str, bytes: &[u8], chunk: usize) -> Result<Loaded, Problem> {
    let table = options(name);
    let options = file::Options { table, format: String::new(), now: 1_732_500_000.0 };
    let mut reader = Unzip::new(Box::new(FileReader::new(options)));
    for part in bytes.chunks(chunk.max(1)) {
        reader.push(part)?;
    }
    Box::new(reader).finish()
}

#[test]
fn utf_16_is_read_like_utf_8() {
    let text =
        "Zeit\tCPU (%)\tLüfter\r\n15.01.2024 10:00\t12,5\t900\r\n15.01.2024 10:01\t13\t910\r\n";
    let wanted = summary(&drop_file("cpu.tsv", text.as_bytes(), 1 << 16).unwrap());
    assert!(wanted.contains("Lüfter [] [0.0, 60.0] [900.0, 910.0]"), "{wanted}");
    let marked = || format!("\u{feff}{text}").encode_utf16().collect::<Vec<_>>().into_iter();
    for bytes in [
        marked().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
        marked().flat_map(u16::to_be_bytes).collect(),
    ] {
        for (name, chunk) in [("cpu.tsv", 1), ("cpu.txt", 7), ("cpu.txt", 1 << 16)] {
            let found = drop_file(name, &bytes, chunk).unwrap();
            assert_eq!(summary(&found), wanted, "{name} in chunks of {chunk}");
        }
    }
}

#[test]
fn metrics_as_text_are_read_by_what_they_begin_with() {
    let text = "# TYPE up gauge\nup{job=\"a\"} 1 1700000000\nup{job=\"a\"} 0 1700000060\n# EOF\n";
    let found = drop_file("metrics.txt", text.as_bytes(), 7).unwrap();
    let wanted = "2 rows from 1700000000\nup{job=\"a\"} [] [0.0, 60.0] [1.0, 0.0]\n";
    assert_eq!(summary(&found), wanted);
}

fn check_dropped(name: &str, text: &str, wanted: &str) {
    for chunk in [7, 1 << 16] {
        let found = drop_file(name, text.as_bytes(), chunk).map(|loaded| summary(&loaded));
        assert_eq!(found.unwrap_or_else(|problem| problem.to_string()), wanted, "{name}: {text}");
    }
}

#[test]
fn days_since_1900_are_dates_where_the_column_says_so() {
    let wanted = "2 rows from 1678881600\ncpu [] [0.0, 21600.0] [1.0, 2.0]\n";
    check_dropped("cpu.csv", "Date,cpu\n45000.5,1\n45000.75,2\n", wanted);
    check_dropped("cpu.csv", "Datum;cpu\n45000,5;1\n45000,75;2\n", wanted);
    check_dropped("cpu.csv", "Start time;cpu\n45000,5;1\n45000,75;2\n", wanted);
    // Seconds of a run, a number of another kind.
    let seconds = "2 rows from 45000\ncpu [] [0.0, 1.0] [1.0, 2.0]\n";
    check_dropped("cpu.csv", "time,cpu\n45000,1\n45001,2\n", seconds);
    let sensor = "\"Date Time\",\"Date Time(RAW)\",\"Load\"\n";
    let spans = "\"11/23/2024 10:00:00 AM - 10:05:00 AM\",\"45619.4166666667\",\"2 %\"\n\
        \"11/23/2024 10:05:00 AM - 10:10:00 AM\",\"45619.4201388889\",\"3 %\"\n";
    check_dropped(
        "sensor.csv",
        &format!("{sensor}{spans}"),
        "2 rows from 1732356000\nLoad [%] [0.0, 300.0] [2.0, 3.0]\n- Columns not used: Date Time.\n",
    );
    let moments = spans.replace(" - 10:05:00 AM", "").replace(" - 10:10:00 AM", "");
    check_dropped(
        "sensor.csv",
        &format!("{sensor}{moments}"),
        "2 rows from 1732356000\nLoad [%] [0.0, 300.0] [2.0, 3.0]\n- Columns not used: Date Time(RAW).\n",
    );
}

// The moment of reading is 2024-11-25 02:00.
#[test]
fn dates_without_a_year_are_the_last_before_today() {
    let note = "- The dates have no year: each is taken for the last one before today.\n";
    let wanted = |start: u32| format!("2 rows from {start}\ncpu [] [0.0, 60.0] [1.0, 2.0]\n{note}");
    check_dropped("cpu.csv", "Time,cpu\n11/23 10:00,1\n11/23 10:01,2\n", &wanted(1_732_356_000));
    check_dropped("cpu.csv", "Time,cpu\n12/31 23:59,1\n01/01 00:00,2\n", &wanted(1_704_067_140));
    check_dropped(
        "cpu.csv",
        "Time,cpu\nNov 23 10:00:00,1\nNov 23 10:01:00,2\n",
        &wanted(1_732_356_000),
    );
    check_dropped(
        "cpu.csv",
        "Time,cpu\n23-11 10:00:00,1\n23-11 10:01:00,2\n",
        &wanted(1_732_356_000),
    );
    let open = drop_file("cpu.csv", b"Time,cpu\n03/04 10:00,1\n03/04 10:01,2\n", 9).unwrap();
    assert!(open.notes.iter().any(|note| note.contains("month")), "{:?}", open.notes);
    assert_eq!(open.series[0].times[0], 1_709_546_400.0);
}

#[test]
fn load_tests_have_their_figures_for_each_label() {
    let mut text = "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect\n".to_owned();
    for at in 0..4 {
        let (label, code, success) = [("Login", 200, true), ("Cart, all", 500, false)][at % 2];
        text += &format!(
            "{},{},\"{label}\",{code},OK,Users 1-{at},text,{success},,{},120,{at},{at},http://a/{at},{},0,7\n",
            1_732_356_000_000_u64 + at as u64 * 700,
            100 + at,
            500 + at,
            90 + at
        );
    }
    for name in ["results.csv", "results.jtl"] {
        let found = drop_file(name, text.as_bytes(), 11).unwrap();
        let told: Vec<String> = found
            .series
            .iter()
            .map(|one| format!("{one} [{}] {:?}", one.unit, one.values))
            .collect();
        assert!(
            told.contains(&"elapsed{label=\"Login\"} [ms] [100.0, 102.0]".to_owned()),
            "{told:?}"
        );
        assert!(
            told.contains(&"success{label=\"Cart, all\"} [] [0.0, 0.0]".to_owned()),
            "{told:?}"
        );
        assert!(
            told.contains(&"Latency{label=\"Login\"} [ms] [90.0, 92.0]".to_owned()),
            "{told:?}"
        );
        assert_eq!(told.len(), 12, "{told:?}");
    }
}

#[test]
fn of_a_use_and_its_limit_the_use_is_read() {
    check_dropped(
        "stats.csv",
        "time,name,cpu,memory,net\n\
        1732356000,web,12.3%,1.5GiB / 7.7GiB,1.2kB / 3MB\n1732356000,db,1.0%,512MiB / 7.7GiB,0B / 0B\n\
        1732356060,web,11.3%,2GiB / 7.7GiB,1.4kB / 3MB\n1732356060,db,1.5%,256MiB / 7.7GiB,0B / 0B\n",
        "4 rows from 1732356000\n\
        cpu{name=\"web\"} [%] [0.0, 60.0] [12.3, 11.3]\nmemory{name=\"web\"} [B] [0.0, 60.0] [1610612736.0, 2147483648.0]\n\
        net{name=\"web\"} [B] [0.0, 60.0] [1200.0, 1400.0]\ncpu{name=\"db\"} [%] [0.0, 60.0] [1.0, 1.5]\n\
        memory{name=\"db\"} [B] [0.0, 60.0] [536870912.0, 268435456.0]\nnet{name=\"db\"} [B] [0.0, 60.0] [0.0, 0.0]\n\
        - Of two figures in a cell, such as “1.5GiB / 7.7GiB”, the first is read.\n",
    );
}

#[test]
fn names_in_two_rows_are_put_together() {
    check_dropped(
        "dstat.csv",
        "\"Dstat 0.7.3 CSV output\"\n\"Author:\",\"Dag\",,,,\"URL:\",\"http://dag\"\n\"Host:\",\"web-1\",,,,\"User:\",\"root\"\n\
        \"Cmdline:\",\"dstat -tcd --output x.csv\",,,,\"Date:\",\"23 Nov 2024 10:00:00 UTC\"\n\n\
        \"system\",\"total cpu usage\",,\"dsk/total\",\n\"time\",\"usr\",\"sys\",\"read\",\"writ\"\n\
        \"23-11 10:00:00\",1.5,2,1024.0,0.0\n\"23-11 10:00:01\",2.5,3,2048.0,10.0\n",
        "2 rows from 1732356000\ntotal cpu usage usr [] [0.0, 1.0] [1.5, 2.5]\ntotal cpu usage sys [] [0.0, 1.0] [2.0, 3.0]\n\
        dsk/total read [] [0.0, 1.0] [1024.0, 2048.0]\ndsk/total writ [] [0.0, 1.0] [0.0, 10.0]\n\
        - The dates have no year: each is taken for the last one before today.\n",
    );
    // What the file says of itself may have as many cells as a row.
    check_dropped(
        "dstat.csv",
        "\"Dstat 0.7.3 CSV output\"\n\"Author:\",\"Dag\",,,\n\"Host:\",\"web-1\",,,\n\n\
        \"system\",,\"total cpu usage\",,\n\"time\",\"epoch\",\"usr\",\"sys\",\"idl\"\n\
        \"23-11 10:00:00\",1732356000.1,1.5,2,90\n\"23-11 10:00:01\",1732356001.1,2.5,3,91\n",
        "2 rows from 1732356000\ntotal cpu usage usr [] [0.0, 1.0] [1.5, 2.5]\ntotal cpu usage sys [] [0.0, 1.0] [2.0, 3.0]\n\
        total cpu usage idl [] [0.0, 1.0] [90.0, 91.0]\n\
        - Columns not used: epoch.\n- The dates have no year: each is taken for the last one before today.\n",
    );
}
