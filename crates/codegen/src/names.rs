//! From the model's names to Rust's.

/// Names that a generated type may not have: what the prelude and the generated files use themselves.
const RESERVED: [&str; 31] = [
    "Box",
    "Clone",
    "Copy",
    "De",
    "DeResult",
    "Debug",
    "Default",
    "Drop",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Into",
    "Iterator",
    "Member",
    "None",
    "Ok",
    "Option",
    "Self",
    "Send",
    "Ser",
    "SerResult",
    "ShapeDe",
    "ShapeSer",
    "Some",
    "String",
    "Sync",
    "ValDe",
    "Vec",
    "PartialEq",
];

/// Keywords that a field, function or module may not be called without `r#`.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The Rust type for a shape.
pub(crate) fn type_name(shape: &str) -> String {
    let trimmed = shape.trim_start_matches('_');
    let mut chars = trimmed.chars();
    let first = chars.next().map_or('S', |c| c.to_ascii_uppercase());
    let name = format!("{first}{}", chars.as_str());
    if RESERVED.contains(&name.as_str()) { name + "Shape" } else { name }
}

/// The Rust field, function or module for a name.
pub(crate) fn field_name(name: &str) -> String {
    let snake = snake(name);
    match snake.as_str() {
        "self" | "super" | "crate" | "" => format!("{snake}_"),
        word if KEYWORDS.contains(&word) => format!("r#{snake}"),
        word if word.starts_with(|c: char| c.is_ascii_digit()) => format!("n{snake}"),
        _ => snake,
    }
}

/// `QueueUrl` as `queue_url`; a run of capitals is one word whose last letter begins the next:
/// `MD5OfBody` is `md5_of_body`, `DBInstanceARNs` is `db_instance_arns`.
pub(crate) fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, &c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            if !out.ends_with('_') && !out.is_empty() {
                out.push('_');
            }
            continue;
        }
        if begins_word(&chars, i) && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out.trim_end_matches('_').to_owned()
}

fn begins_word(chars: &[char], i: usize) -> bool {
    let c = chars[i];
    if i == 0 || !c.is_ascii_uppercase() {
        return false;
    }
    let before = chars[i - 1];
    if before.is_ascii_lowercase() || before.is_ascii_digit() {
        return true;
    }
    // Inside a run of capitals: the last one begins a word, unless only a plural s follows.
    let next_is_lower = chars.get(i + 1).is_some_and(char::is_ascii_lowercase);
    let plural = chars.get(i + 1) == Some(&'s')
        && chars.get(i + 2).is_none_or(|after| after.is_ascii_uppercase());
    next_is_lower && !plural
}

/// The constant for a value of an enumeration.
pub(crate) fn constant_name(value: &str) -> String {
    let name = snake(value).to_ascii_uppercase();
    match name.chars().next() {
        None => "EMPTY".to_owned(),
        Some(c) if c.is_ascii_digit() => format!("V{name}"),
        Some(_) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_snake_case_words() {
        for (name, expected) in [
            ("QueueUrl", "queue_url"),
            ("MD5OfMessageBody", "md5_of_message_body"),
            ("DBInstanceARNs", "db_instance_arns"),
            ("AWSAccountIds", "aws_account_ids"),
            ("SSEDescription", "sse_description"),
            ("queueUrls", "queue_urls"),
            ("x-amz-date", "x_amz_date"),
            ("type", "r#type"),
            ("self", "self_"),
            ("S", "s"),
            ("NULL", "null"),
        ] {
            assert_eq!(field_name(name), expected, "{name}");
        }
    }

    #[test]
    fn types_and_constants_cannot_collide_with_the_prelude() {
        assert_eq!(type_name("String"), "StringShape");
        assert_eq!(type_name("expiredTokenMessage"), "ExpiredTokenMessage");
        assert_eq!(constant_name("m5.large"), "M5_LARGE");
        assert_eq!(constant_name("1h"), "V1H");
    }
}
