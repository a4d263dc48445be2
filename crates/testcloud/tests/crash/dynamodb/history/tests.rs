//! Histories that are right, and each way in which one can be wrong.

use super::*;

fn lists(all: &[(u64, &[u64])]) -> Lists {
    all.iter().map(|(item, list)| (*item, list.to_vec())).collect()
}

/// Calls one after the other: (number, outcome, what).
fn problems(
    calls: Vec<(u64, Outcome, What)>,
    end: &[(u64, &[u64])],
    counters: (u64, u64),
) -> String {
    let history = History::new(1);
    for (number, outcome, what) in calls {
        let began = history.tick();
        history.end((number, began), outcome, what);
    }
    let end = End { lists: lists(end), careful: counters.0, quick: counters.1 };
    history.check(&end).err().unwrap_or_default().join("; ")
}

fn append(items: &[u64]) -> What {
    What::Append(items.iter().copied().collect())
}

fn read(all: &[(u64, &[u64])]) -> What {
    What::Read(lists(all))
}

#[test]
fn good_histories_are_good() {
    use Outcome::{Done, Refused, Unanswered};
    let calls = vec![
        (1, Done, append(&[0, 1])),
        (2, Done, read(&[(0, &[1]), (1, &[1])])),
        (3, Unanswered, append(&[0])),
        (4, Unanswered, append(&[0, 1])),
        (5, Refused, append(&[1])),
        (6, Done, What::Careful(0)),
        (7, Unanswered, What::Quick),
    ];
    assert_eq!(problems(calls, &[(0, &[1, 4]), (1, &[1, 4])], (1, 0)), "");
}

#[test]
fn bad_histories_are_found() {
    use Outcome::{Done, Refused, Unanswered};
    for (calls, end, counters, problem) in [
        (vec![(1, Done, append(&[0]))], vec![(0, &[][..])], (0, 0), "acknowledged and is lost"),
        (vec![(1, Refused, append(&[0]))], vec![(0, &[1][..])], (0, 0), "refused and is there"),
        (
            vec![(1, Unanswered, append(&[0, 1]))],
            vec![(0, &[1][..]), (1, &[][..])],
            (0, 0),
            "there in part",
        ),
        (vec![], vec![(0, &[9][..])], (0, 0), "nobody wrote 9"),
        (vec![(1, Done, append(&[0]))], vec![(0, &[1, 1][..])], (0, 0), "twice"),
        (
            vec![(1, Done, append(&[0])), (2, Done, read(&[(0, &[7])]))],
            vec![(0, &[1][..])],
            (0, 0),
            "never was",
        ),
        // A read of the past.
        (
            vec![(1, Done, append(&[0])), (2, Done, read(&[(0, &[])]))],
            vec![(0, &[1][..])],
            (0, 0),
            "fits no order",
        ),
        // Half of a transaction.
        (
            vec![(2, Done, read(&[(0, &[1]), (1, &[])])), (1, Unanswered, append(&[0, 1]))],
            vec![(0, &[1][..]), (1, &[1][..])],
            (0, 0),
            "fits no order",
        ),
        // Two writers in opposite order.
        (
            vec![(1, Done, append(&[0, 1])), (2, Done, append(&[0, 1]))],
            vec![(0, &[1, 2][..]), (1, &[2, 1][..])],
            (0, 0),
            "fits no order",
        ),
        (
            vec![(1, Done, What::Careful(3)), (2, Done, What::Careful(3))],
            vec![],
            (2, 0),
            "two writers raised",
        ),
        (vec![(1, Done, What::Quick)], vec![], (0, 0), "the quick counter is 0, not 1 to 1"),
        (vec![(1, Unanswered, What::Careful(0))], vec![], (2, 0), "not 0 to 1"),
    ] {
        let got = problems(calls, &end, counters);
        assert!(got.contains(problem), "{problem}: {got:?}");
    }
}
