//! Wildcards: `*` stands for any run of characters, `\*` and `\\` for themselves.

/// More wildcards than this make a pattern too complex.
const MOST: usize = 5;

/// A text with wildcards: what must stand between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wildcard(Vec<String>);

/// Why a text with wildcards is refused.
pub(crate) enum Refused {
    /// Two stand side by side, the second here.
    Consecutive(usize),
    /// A backslash before something else, here.
    Escape(usize),
    /// There are too many.
    TooComplex,
}

impl Wildcard {
    pub(crate) fn parse(text: &str) -> Result<Wildcard, Refused> {
        let mut parts = vec![String::new()];
        let mut after_star = false;
        let mut chars = text.chars().enumerate();
        while let Some((at, char)) = chars.next() {
            let literal = match char {
                '*' if after_star => return Err(Refused::Consecutive(at)),
                '*' => {
                    parts.push(String::new());
                    after_star = true;
                    continue;
                }
                '\\' => match chars.next() {
                    Some((_, escaped @ ('*' | '\\'))) => escaped,
                    _ => return Err(Refused::Escape(at)),
                },
                other => other,
            };
            after_star = false;
            if let Some(last) = parts.last_mut() {
                last.push(literal);
            }
        }
        if parts.len() > MOST + 1 {
            return Err(Refused::TooComplex);
        }
        Ok(Wildcard(parts))
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        let [first, rest @ ..] = self.0.as_slice() else { return false };
        let Some(mut text) = text.strip_prefix(first.as_str()) else { return false };
        let [middle @ .., last] = rest else { return text.is_empty() };
        for part in middle {
            match text.find(part.as_str()) {
                Some(at) => text = &text[at + part.len()..],
                None => return false,
            }
        }
        text.ends_with(last.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, text, want) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("a*", "abc", true),
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("a*a", "a", false),
            ("*/dir/*", "x/dir/y", true),
            ("*/dir/*", "dir/y", false),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "acb", false),
            (r"a\*", "a*", true),
            (r"a\*", "ab", false),
        ] {
            let wildcard = Wildcard::parse(pattern).ok();
            assert_eq!(wildcard.map(|w| w.matches(text)), Some(want), "{pattern} {text}");
        }
        for bad in ["a**", r"a\b", "*:*:*:*:*:x/*"] {
            assert!(Wildcard::parse(bad).is_err(), "{bad}");
        }
    }
}
