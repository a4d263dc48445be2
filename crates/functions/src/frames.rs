//! Log messages as AWS's client for Java writes them among what the function prints: each in a frame, so that one message is
//! one event, whatever newlines it has. Two bytes and a zero that no text has begin a frame; then come a byte of its kind,
//! the length in four bytes, and the time in eight.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/java-logging.html>

/// What every frame begins with.
pub(crate) const BEGIN: &[u8] = &[0xa5, 0x5a, 0x00];
const HEAD: usize = 16;
/// What says that it is longer is no frame of the client's.
const MAX: usize = 8 << 20;

/// A piece of what was printed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(Vec<u8>),
    Message(Vec<u8>),
}

/// Takes what is whole off the front of `rest`. All of it is, but the beginning of a frame.
pub(crate) fn take(rest: &mut Vec<u8>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut from = 0;
    while let Some(at) = find(&rest[from..]).map(|at| from + at) {
        if at > from {
            pieces.push(Piece::Text(rest[from..at].to_vec()));
            from = at;
        }
        let Some(head) = rest.get(at..at + HEAD) else { break };
        let length = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
        if length > MAX {
            pieces.push(Piece::Text(head.to_vec()));
            from = at + HEAD;
            continue;
        }
        let Some(message) = rest.get(at + HEAD..at + HEAD + length) else { break };
        pieces.push(Piece::Message(message.to_vec()));
        from = at + HEAD + length;
    }
    if find(&rest[from..]).is_none() && from < rest.len() {
        pieces.push(Piece::Text(rest.split_off(from)));
        from = rest.len();
    }
    rest.drain(..from);
    pieces
}

/// Where a frame begins, be it that its first bytes are the last that have come.
fn find(bytes: &[u8]) -> Option<usize> {
    let begins = |at: &usize| {
        let there = &bytes[*at..(at + BEGIN.len()).min(bytes.len())];
        BEGIN.starts_with(there)
    };
    (0..bytes.len()).filter(|at| bytes[*at] == BEGIN[0]).find(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(message: &str) -> Vec<u8> {
        let length = u32::try_from(message.len()).expect("short").to_be_bytes();
        [BEGIN, &[3], &length, &[0; 8], message.as_bytes()].concat()
    }

    fn text(text: &str) -> Piece {
        Piece::Text(text.into())
    }

    fn message(text: &str) -> Piece {
        Piece::Message(text.into())
    }

    #[test]
    fn frames_are_told_from_text() {
        let all = [b"a\nb".to_vec(), frame("one\ntwo"), frame(""), b"c\n".to_vec()].concat();
        let whole = [text("a\nb"), message("one\ntwo"), message(""), text("c\n")];
        assert_eq!(take(&mut all.clone()), whole);
        // However it is cut, the same comes of it.
        for at in 0..all.len() {
            let mut rest = all[..at].to_vec();
            let mut pieces = take(&mut rest);
            rest.extend_from_slice(&all[at..]);
            pieces.extend(take(&mut rest));
            assert_eq!(rest, b"", "{at}");
            let messages = |pieces: &[Piece]| -> Vec<String> {
                let texts = pieces.iter().filter_map(|piece| match piece {
                    Piece::Message(message) => Some(String::from_utf8_lossy(message).into_owned()),
                    Piece::Text(_) => None,
                });
                texts.collect()
            };
            assert_eq!(messages(&pieces), ["one\ntwo", ""], "{at}");
        }
    }

    #[test]
    fn what_claims_too_much_is_text() {
        let mut rest = [BEGIN, &[3], &[0xff; 4], &[0; 8], b"x\n"].concat();
        let pieces = take(&mut rest);
        assert!(rest.is_empty() && pieces.iter().all(|piece| matches!(piece, Piece::Text(_))));
        // Letters that begin like a frame.
        assert_eq!(take(&mut "å¥Z\n".as_bytes().to_vec()), [text("å¥Z\n")]);
    }
}
