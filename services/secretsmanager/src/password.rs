//! Random passwords: drawn evenly from what the request leaves in, with one of each type when it asks for that.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_GetRandomPassword.html>

use gen_secretsmanager::GetRandomPasswordRequest;
use kernel::{ApiResult, Random};

use crate::{errors, limits};

const LOWERCASE: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPERCASE: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const NUMBERS: &str = "0123456789";
const PUNCTUATION: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// What a password is made of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Recipe {
    length: usize,
    /// Each has to give a character; never empty ones.
    required: Vec<Vec<u8>>,
    /// All that there may be; never empty.
    pool: Vec<u8>,
}

impl Recipe {
    pub(crate) fn of(input: &GetRandomPasswordRequest) -> ApiResult<Recipe> {
        let excluded = input.exclude_characters.as_deref().unwrap_or_default();
        let left_in = |letters: &str, is_out: Option<bool>| -> Vec<u8> {
            let out = is_out.unwrap_or(false);
            letters.bytes().filter(|b| !out && !excluded.contains(char::from(*b))).collect()
        };
        let types = [
            left_in(LOWERCASE, input.exclude_lowercase),
            left_in(UPPERCASE, input.exclude_uppercase),
            left_in(NUMBERS, input.exclude_numbers),
            left_in(PUNCTUATION, input.exclude_punctuation),
        ];
        let mut pool: Vec<u8> = types.concat();
        if input.include_space.unwrap_or(false) {
            pool.extend(left_in(" ", None));
        }
        if pool.is_empty() {
            return Err(errors::invalid_parameter(
                "The password cannot be made: every character is excluded.",
            ));
        }
        let length = input.password_length.unwrap_or(limits::PASSWORD);
        let length = usize::try_from(length).unwrap_or_default();
        let each = input.require_each_included_type.unwrap_or(true);
        let required: Vec<Vec<u8>> =
            types.into_iter().filter(|letters| each && !letters.is_empty()).collect();
        if length < required.len() {
            return Err(errors::invalid_parameter(
                "The password length is too short for the required character types.",
            ));
        }
        Ok(Recipe { length, required, pool })
    }

    pub(crate) fn cook(&self, random: &Random) -> String {
        let draw = |letters: &[u8]| letters[below(random, letters.len())];
        let mut password: Vec<u8> = self.required.iter().map(|letters| draw(letters)).collect();
        password.resize_with(self.length, || draw(&self.pool));
        // Those that are required came first: every order is to be as likely as any other.
        for at in (1..password.len()).rev() {
            password.swap(at, below(random, at + 1));
        }
        password.into_iter().map(char::from).collect()
    }
}

fn below(random: &Random, bound: usize) -> usize {
    usize::try_from(random.below(bound as u64)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask() -> GetRandomPasswordRequest {
        GetRandomPasswordRequest::default()
    }

    fn cooked(input: &GetRandomPasswordRequest) -> Vec<String> {
        let recipe = Recipe::of(input).expect("a recipe");
        let random = Random::from_seed(11);
        (0..200).map(|_| recipe.cook(&random)).collect()
    }

    #[test]
    fn the_default_has_each_type_and_no_space() {
        for password in cooked(&ask()) {
            assert_eq!(password.len(), 32);
            for letters in [LOWERCASE, UPPERCASE, NUMBERS, PUNCTUATION] {
                assert!(password.contains(|c| letters.contains(c)), "{password}");
            }
            assert!(!password.contains(' '));
        }
    }

    #[test]
    fn what_is_excluded_is_not_there() {
        let input = GetRandomPasswordRequest {
            password_length: Some(120),
            exclude_characters: Some("xyzDje@?!. é".to_owned()),
            exclude_numbers: Some(true),
            include_space: Some(true),
            ..ask()
        };
        for password in cooked(&input) {
            assert!(!password.contains(|c: char| c.is_ascii_digit() || "xyzDje@?!. ".contains(c)));
        }
        let only = GetRandomPasswordRequest {
            exclude_lowercase: Some(true),
            exclude_uppercase: Some(true),
            exclude_punctuation: Some(true),
            ..ask()
        };
        assert!(cooked(&only).iter().all(|p| p.bytes().all(|b| b.is_ascii_digit())));
    }

    #[test]
    fn spaces_come_when_they_are_included() {
        let input = GetRandomPasswordRequest { include_space: Some(true), ..ask() };
        assert!(cooked(&input).iter().any(|password| password.contains(' ')));
    }

    #[test]
    fn every_place_can_have_every_type() {
        let input = GetRandomPasswordRequest { password_length: Some(4), ..ask() };
        let all = cooked(&input);
        for place in 0..4 {
            for letters in [LOWERCASE, UPPERCASE, NUMBERS, PUNCTUATION] {
                let there = |p: &String| letters.as_bytes().contains(&p.as_bytes()[place]);
                assert!(all.iter().any(there), "{letters} at {place}");
            }
        }
    }

    #[test]
    fn what_cannot_be_made() {
        let none = GetRandomPasswordRequest {
            exclude_lowercase: Some(true),
            exclude_uppercase: Some(true),
            exclude_numbers: Some(true),
            exclude_punctuation: Some(true),
            ..ask()
        };
        assert!(Recipe::of(&none).is_err());
        let space = GetRandomPasswordRequest { include_space: Some(true), ..none };
        assert_eq!(cooked(&space)[0], " ".repeat(32));
        let short = GetRandomPasswordRequest { password_length: Some(3), ..ask() };
        assert!(Recipe::of(&short).is_err());
        let free = GetRandomPasswordRequest { require_each_included_type: Some(false), ..short };
        assert_eq!(cooked(&free)[0].len(), 3);
    }
}
