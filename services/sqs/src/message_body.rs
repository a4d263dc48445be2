//! Message bodies: text of the characters that XML allows.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>

use kernel::ApiResult;

use crate::errors;

/// Whether a body may be sent.
pub(crate) fn check(body: &str) -> ApiResult<()> {
    if body.is_empty() {
        return Err(errors::missing_parameter("MessageBody"));
    }
    first_forbidden(body).map_or(Ok(()), |character| Err(errors::message_contents(character)))
}

/// The first character of `text` that a message must not hold.
pub(crate) fn first_forbidden(text: &str) -> Option<char> {
    // Of what Rust calls a character, only controls and two of the highest in the first plane are out.
    // All bytes are looked at, which a processor does many at once.
    let suspicious = |b: u8| (b < 0x20) | (b == 0xef);
    if !text.bytes().fold(false, |found, byte| found | suspicious(byte)) {
        return None;
    }
    text.chars().find(|c| match c {
        '\t' | '\n' | '\r' => false,
        '\u{fffe}' | '\u{ffff}' => true,
        c => *c < ' ',
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowed_characters() {
        for (body, code) in [
            ("plain \"&quot;\"\r\n\t", None),
            ("\u{7f}\u{85}€\u{d7ff}\u{e000}\u{fffd}\u{10000}\u{10ffff}", None),
            ("", Some("MissingRequiredParameterException")),
            ("a\0", Some("InvalidMessageContents")),
            ("\u{1}", Some("InvalidMessageContents")),
            ("\u{8}", Some("InvalidMessageContents")),
            ("\u{13}", Some("InvalidMessageContents")),
            ("x\u{fffe}", Some("InvalidMessageContents")),
            ("\u{ffff}", Some("InvalidMessageContents")),
        ] {
            let error = check(body).err();
            assert_eq!(error.as_ref().map(|e| e.code()), code, "{body:?}");
        }
        let error = check("\u{13}").expect_err("forbidden");
        assert!(error.message().is_some_and(|m| m.contains("'#x13'")), "{error}");
    }
}
