//! "Did you mean": the known word that is closest to a mistyped one.

/// The candidate with the fewest single-letter changes, when few enough to be a slip.
pub(super) fn closest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let (distance, best) = candidates.map(|known| (distance(word, known), known)).min()?;
    (distance <= (word.chars().count() / 3).max(1)).then_some(best)
}

/// Levenshtein's distance: insertions, deletions and replacements that turn `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_nonsense_finds_none() {
        let known = ["listen", "durability", "log_format"];
        let find = |word| closest(word, known.into_iter());
        assert_eq!(find("durabilty"), Some("durability"));
        assert_eq!(find("lisen"), Some("listen"));
        assert_eq!(find("log-format"), Some("log_format"));
        assert_eq!(find("colour"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn distances() {
        for (a, b, want) in [("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("ab", "ba", 2)] {
            assert_eq!(distance(a, b), want, "{a} {b}");
        }
    }
}
