//! Models as files: what is written is read, and what is not a model is refused in words.

use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn refused(text: &[u8]) -> Problem {
    let problem = Model::from_json(text).expect_err("refused");
    assert!(problem.what.ends_with(['.', ':']) || problem.what.contains(". "), "{problem}");
    assert!(!problem.fix.is_empty());
    problem
}

fn tree(model: &Model) -> Value {
    serde_json::from_str(&model.to_json().expect("small")).expect("JSON")
}

/// A model file of which one thing is changed.
fn changed(id: &str, change: impl Fn(&mut Value)) -> Problem {
    let detector = find(id).expect("a detector");
    let mut tree = tree(&fitted(detector, &clean(1, 4 * DAY)));
    change(&mut tree);
    refused(tree.to_string().as_bytes())
}

#[test]
fn what_is_read_back_scores_the_same_bit_by_bit() {
    let mut train = clean(1, 5 * DAY);
    train[70..75].fill(f64::NAN);
    train[200] = f64::INFINITY;
    let mut test = clean(2, DAY);
    test[30..54].fill(900.0);
    (test[60], test[90]) = (f64::NAN, -500.0);
    for detector in detectors() {
        let (id, knobs) = (detector.about().id, settings(detector, &[("direction", "above")]));
        let model = model(detector, &knobs, &train).expect("long enough");
        let (text, read) = (model.to_json(), again(&model));
        assert_eq!(read.to_json(), text, "{id}");
        let (card, read_card) = (model.card(), read.card());
        assert_eq!((card.range, card.points), (read_card.range, 5 * DAY as u64 - 5), "{id}");
        assert_eq!((&card.source, card.series, card.made), (&read_card.source, 1, START), "{id}");
        assert_eq!(read_card.values.choice(blip::detect::KNOBS, "direction"), "above", "{id}");
        let (before, after) =
            (found(&judge(model), START, &test), found(&judge(read), START, &test));
        assert_eq!(bits(&before.scores), bits(&after.scores), "{id}");
        assert_eq!(bits(&before.upper), bits(&after.upper), "{id}");
        assert_eq!(before.alarms, after.alarms, "{id}");
        assert!(before.alarmed().count() > 0, "{id}");
    }
}

#[test]
fn names_and_labels_survive_whatever_they_are() {
    let zscore = find("zscore").expect("a detector");
    let odd = "</script>\u{0}\"\\ löß";
    let labels = Labels::new([(odd.to_owned(), odd.to_owned()), ("a".to_owned(), String::new())]);
    let (series, times) = (clean(1, DAY), times(START, DAY));
    let samples = Samples { times: &times, values: &series };
    let both = [member(odd, &labels, samples), member("b", &labels, samples)];
    let read = again(&fit(zscore, &Values::default(), odd, 0.0, &both).expect("long enough"));
    assert_eq!((read.card().source.as_str(), read.card().series), (odd, 2));
    assert_eq!(judge(read).among(&both).note(), None);
}

#[test]
fn other_files_are_refused_in_words() {
    let says = |text: &[u8], what: &str| {
        let problem = refused(text).to_string();
        assert!(problem.contains(what), "{problem}");
    };
    for text in ["", "{", "hello", "\u{0}", "{\"format\":\"blip model\",\"version\":1"] {
        says(text.as_bytes(), "not JSON");
    }
    for text in ["{}", "[]", "3", "null", "{\"incidents\":[]}", "{\"format\":1,\"version\":1}"] {
        says(text.as_bytes(), "no model of Blip");
    }
    says(b"{\"format\":\"other\",\"version\":1}", "no model of Blip");
    says(b"{\"format\":\"blip model\",\"version\":99}", "version 99");
    says(b"{\"format\":\"blip model\",\"version\":1,\"detector\":\"x\"}", "`x`");
    says(b"{\"format\":\"blip model\",\"version\":1,\"detector\":\"cusum\"}", "`cusum`");
    says(b"{\"format\":\"blip model\",\"version\":1,\"detector\":\"pca\"}", "not a whole one");
    says(&[b"[".repeat(100_000), b"]".repeat(100_000)].concat(), "no");
}

#[test]
fn a_model_that_was_cut_off_is_refused_wherever_that_was() {
    let text = fitted(find("zscore").expect("a detector"), &clean(1, DAY)).to_json();
    let text = text.expect("small");
    for end in 0..text.len() {
        refused(&text.as_bytes()[..end]);
    }
}

#[test]
fn parameters_are_checked_as_those_of_a_form_are() {
    let values = |name: &'static str, text: &'static str| {
        changed("pca", |tree| tree["values"][name] = json!(text)).to_string()
    };
    assert!(values("window", "1e9").contains("Window"));
    assert!(values("window", "NaN").contains("Window"));
    assert!(values("depth", "3").contains("`depth`"));
    assert!(values("prepare", "rate | nonsense").contains("Preparation"));
    assert!(
        changed("pca", |tree| tree["values"]["window"] = json!("7")).what.contains("cannot have")
    );
}

#[test]
fn what_cannot_have_been_learnt_is_refused() {
    let wrong = |id: &str, path: &str, value: Value| {
        let problem = changed(id, |tree| {
            let place = tree["series"][0]["learnt"].pointer_mut(path);
            *place.unwrap_or_else(|| panic!("{id} has no {path}")) = value.clone();
        });
        assert!(!problem.what.contains("not JSON"), "{id} {path}: {problem}");
    };
    for (id, path) in [
        ("zscore", "/sigma"),
        ("zscore", "/level"),
        ("seasonal_median", "/sigma"),
        ("pca", "/rows/columns/0/1"),
        ("pca", "/rows/axes/0/0"),
        ("pca", "/scale/1"),
        ("hbos", "/rows/columns/0/edges/3"),
        ("hbos", "/rows/columns/0/rarity/3"),
        ("kmeans", "/shapes/centres/0/0"),
        ("auto", "/times/0/0"),
        ("auto", "/times/0/1"),
    ] {
        for value in [json!(null), json!("NaN"), json!([]), json!(-1e200), json!(1e200)] {
            wrong(id, path, value);
        }
    }
    for (id, path) in [
        ("pca", "/rows/columns"),
        ("pca", "/rows/axes/0/1"),
        ("pca", "/scale"),
        ("hbos", "/rows/columns"),
        ("hbos", "/rows/columns/0/edges"),
        ("iforest", "/rows/trees"),
        ("kmeans", "/shapes/centres"),
        ("kmeans", "/shapes/centres/0"),
        ("knn", "/rows/values"),
        ("ecod", "/rows/values"),
        ("copod", "/rows/values"),
        ("anomstack", "/changes"),
        ("anomstack", "/ranges/0"),
        ("seasonal_median", "/medians"),
        ("auto", "/times"),
        ("auto", "/values"),
    ] {
        wrong(id, path, json!([]));
        wrong(id, path, json!(5));
        // A period may have one phase.
        if id != "seasonal_median" {
            wrong(id, path, json!([1.0]));
        }
    }
    wrong("pca", "/factor", json!(0));
    wrong("pca", "/factor", json!(-1));
    wrong("iforest", "/rows/trees/0/0/1", json!(null));
    wrong("iforest", "/rows/trees/0/0/2", json!(-1));
    wrong("iforest", "/rows/trees/0/0", json!([0, 0.5, 0, 0]));
    wrong("iforest", "/rows/sample", json!(1e18 as u64));
    wrong("auto", "/times/0/2", json!(575));
    wrong("auto", "/times/0/2", json!(u32::MAX));
    wrong("auto", "/times/0/1", json!(0));
    wrong("auto", "/values/9", json!(null));
    changed("pca", |tree| tree["series"] = json!([]));
    changed("pca", |tree| tree["to"] = json!(-1));
    changed("pca", |tree| tree["made"] = json!(null));
    changed("pca", |tree| tree["points"] = json!(-4));
}

#[test]
fn numbers_that_json_has_no_room_for_are_refused() {
    let text = fitted(find("zscore").expect("one"), &clean(1, DAY)).to_json().expect("small");
    let (head, rest) = text.split_once("\"level\":").expect("a level");
    let (_, tail) = rest.split_once(',').expect("more");
    for number in ["NaN", "1e999", "-1e999", "Infinity", "null", "0x10", "1e300"] {
        refused(format!("{head}\"level\":{number},{tail}").as_bytes());
    }
}

// What may stand where something else stood.
fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        Just(json!([])),
        Just(json!({})),
        Just(json!("5")),
        any::<f64>().prop_map(|number| json!(number)),
        (-20_i64..600).prop_map(|number| json!(number)),
        any::<u64>().prop_map(|number| json!(number)),
        prop::collection::vec(-3.0..1e3_f64, 0..40).prop_map(|numbers| json!(numbers)),
    ]
}

// Every value of a tree, itself among them.
fn places(tree: &mut Value, found: &mut Vec<String>, at: &str) {
    found.push(at.to_owned());
    match tree {
        Value::Array(all) => all
            .iter_mut()
            .enumerate()
            .for_each(|(place, one)| places(one, found, &format!("{at}/{place}"))),
        Value::Object(all) => {
            all.iter_mut().for_each(|(name, one)| places(one, found, &format!("{at}/{name}")));
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Model::from_json(&bytes).is_err());
    }

    /// Either it is refused, or it judges any series.
    #[test]
    fn no_change_of_a_model_breaks_what_reads_or_uses_it(
        which in 0..FITTABLE.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), anything()), 1..3),
    ) {
        let detector = find(FITTABLE[which]).expect("a detector");
        let values = match detector.about().id {
            "iforest" => settings(detector, &[("trees", "10")]),
            _ => Values::default(),
        };
        let model = model(detector, &values, &clean(1, 2 * DAY + 100)).expect("long enough");
        let mut tree = tree(&model);
        let mut all = Vec::new();
        places(&mut tree["series"][0]["learnt"], &mut all, "/series/0/learnt");
        for (place, value) in changes {
            if let Some(place) = tree.pointer_mut(&all[place.index(all.len())]) {
                *place = value;
            }
        }
        if let Ok(model) = Model::from_json(tree.to_string().as_bytes()) {
            let judge = judge(model);
            let mut test = clean(2, 100);
            (test[5], test[60], test[80]) = (f64::MAX, f64::NAN, f64::MIN);
            let found = found(&judge, START, &test);
            for score in found.scores {
                prop_assert!(score.is_nan() || (0.0..=1e300).contains(&score));
            }
        }
    }
}
