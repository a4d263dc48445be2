//! The text that schemas are kept in. What loads is leaked by design, so this target is bounded.

pub(crate) const WORDS: &[&str] =
    &["\nstruct ", "\n Name ", " req", " flat", "\nop ", "hash ", " in=uri", "-", " min=", " ="];

const TEXT: &str = "stratus-schema 1\nname t\nid T\napi-version 1\nprotocols awsJson\nhash 0000000000000000\n\
    op A POST / In -\n errors E\nstruct E status=400\n message S\nstruct In\n Name S req\n Next In\n List L flat\n\
    list L\n member S\nmap M\n key S\n value In\nstring S min=1 max=4\n ~[a-z]+\n";

/// A text of a schema.
pub fn run(data: &[u8]) -> bool {
    let Ok(text) = String::from_utf8(data.to_vec()) else { return false };
    match ::schema::text::load_owned(text) {
        Ok(_) => true,
        Err(error) => error.to_string().is_empty(),
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    // The loader says what the hash should be: then the seed is valid.
    let wrong = ::schema::text::load_owned(TEXT.to_owned()).err();
    let told = wrong.map(|e| e.what).unwrap_or_default();
    let hash = told.strip_prefix("its hash is ").and_then(|rest| rest.get(..16));
    let valid = TEXT.replace("0000000000000000", hash.unwrap_or("0000000000000000"));
    vec![valid.into_bytes(), TEXT.as_bytes().to_vec()]
}
