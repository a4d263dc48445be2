//! An event's place in the order of all events: by time, then by when it came in, then by its place in its batch; as
//! the number that clients see, and in tokens.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html>

use kernel::ApiResult;

use crate::errors;

/// Where an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Position {
    /// Milliseconds since 1970.
    pub(crate) time: i64,
    /// The number of its chunk.
    pub(crate) chunk: u64,
    /// Its index in the chunk.
    pub(crate) index: u32,
}

/// Digits of the time after the leading 3, of the chunk's number and of the index.
const DIGITS: [usize; 3] = [15, 20, 20];
const LENGTH: usize = 56;

impl Position {
    /// Before all events.
    pub(crate) const FIRST: Position = Position { time: 0, chunk: 0, index: 0 };

    /// Just before this one.
    pub(crate) fn before(self) -> Position {
        if self.index > 0 {
            return Position { index: self.index - 1, ..self };
        }
        if self.chunk > 0 {
            return Position { chunk: self.chunk - 1, index: u32::MAX, ..self };
        }
        Position { time: (self.time - 1).max(0), chunk: 0, index: 0 }
    }

    /// The event's id: 56 digits that grow as events do.
    pub(crate) fn id(self) -> String {
        let time = self.time.max(0);
        format!("3{time:015}{:020}{:020}", self.chunk, self.index)
    }

    /// The position of the event with this id.
    pub(crate) fn of_id(text: &str) -> Option<Position> {
        let digits = text.strip_prefix('3')?;
        if text.len() != LENGTH || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let (time, rest) = digits.split_at(DIGITS[0]);
        let (chunk, index) = rest.split_at(DIGITS[1]);
        Some(Position {
            time: time.parse().ok()?,
            chunk: chunk.parse().ok()?,
            index: index.parse().ok()?,
        })
    }
}

/// What a token of GetLogEvents asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// What comes after.
    Forward(Position),
    /// What comes before.
    Backward(Position),
}

impl Token {
    pub(crate) fn parse(text: &str) -> ApiResult<Token> {
        let read = |text: &str| {
            let (way, rest) = text.split_once('/')?;
            let position = Position::of_id(rest.strip_suffix("/s")?)?;
            match way {
                "f" => Some(Token::Forward(position)),
                "b" => Some(Token::Backward(position)),
                _ => None,
            }
        };
        read(text).ok_or_else(errors::bad_token)
    }

    pub(crate) fn show(self) -> String {
        match self {
            Token::Forward(at) => format!("f/{}/s", at.id()),
            Token::Backward(at) => format!("b/{}/s", at.id()),
        }
    }
}

/// The token that comes with every answer of PutLogEvents, and that nobody needs any more.
pub(crate) fn sequence_token(sequence: u64) -> String {
    const FIRST: u128 = 9_590_302_936_000_000_000_000_000_000;
    format!("4{:0>55}", FIRST + u128::from(sequence))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: i64, chunk: u64, index: u32) -> Position {
        Position { time, chunk, index }
    }

    #[test]
    fn ids_grow_as_events_do() {
        let all = [
            Position::FIRST,
            at(0, 0, 1),
            at(0, 7, 0),
            at(1, 0, 0),
            at(1_767_225_600_000, 452_409_753_600_000_000, 9_999),
            at(1_767_225_600_000, u64::MAX, u32::MAX),
        ];
        let ids: Vec<String> = all.iter().map(|position| position.id()).collect();
        assert!(ids.is_sorted() && ids.iter().all(|id| id.len() == LENGTH), "{ids:?}");
        for (position, id) in all.iter().zip(&ids) {
            assert_eq!(Position::of_id(id), Some(*position));
        }
    }

    #[test]
    fn what_is_just_before() {
        assert_eq!(at(5, 7, 3).before(), at(5, 7, 2));
        assert_eq!(at(5, 7, 0).before(), at(5, 6, u32::MAX));
        assert!(at(5, 0, 0).before() < at(5, 0, 0));
    }

    #[test]
    fn tokens() {
        for token in [Token::Forward(at(5, 7, 3)), Token::Backward(at(5, 7, 3))] {
            assert_eq!(Token::parse(&token.show()).ok(), Some(token));
        }
        let id = at(5, 7, 3).id();
        let overflow = format!("f/3{}/s", "9".repeat(55));
        for wrong in ["", "f", "invalid-token", "f//s", &id, &format!("x/{id}/s"), &overflow] {
            assert!(Token::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sequence_tokens() {
        assert_eq!(sequence_token(0).len(), 56);
        assert!(sequence_token(1) < sequence_token(2) && sequence_token(u64::MAX).len() == 56);
    }
}
