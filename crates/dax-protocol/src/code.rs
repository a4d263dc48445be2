//! Errors by the numbers that clients know them by, and how they are told.

use crate::cbor::Writer;

/// Who is to be told what: a path down a tree of kinds of errors. The first number says who is to blame and whether to try
/// again: 1 and 2 try again, 3 the server's, 4 the client's.
const CODES: [(&str, &[i64]); 22] = [
    ("ProvisionedThroughputExceededException", &[4, 37, 38, 39, 40]),
    ("ResourceNotFoundException", &[4, 37, 38, 39, 41]),
    ("TableNotFoundException", &[4, 37, 38, 39, 41]),
    ("ConditionalCheckFailedException", &[4, 37, 38, 39, 43]),
    ("ResourceInUseException", &[4, 37, 38, 39, 45]),
    ("ValidationException", &[4, 37, 38, 39, 46]),
    ("InternalServerError", &[1, 37, 38, 39, 47]),
    ("InternalServerErrorException", &[1, 37, 38, 39, 47]),
    ("ItemCollectionSizeLimitExceededException", &[4, 37, 38, 39, 48]),
    ("LimitExceededException", &[4, 37, 38, 39, 49]),
    ("ThrottlingException", &[4, 37, 38, 39, 50]),
    ("TransactionConflictException", &[4, 37, 38, 39, 57]),
    ("TransactionCanceledException", &[4, 37, 38, 39, 58]),
    ("TransactionInProgressException", &[4, 37, 38, 39, 59]),
    ("IdempotentParameterMismatchException", &[4, 37, 38, 39, 60]),
    ("RequestLimitExceeded", &[4, 37, 38, 39, 61]),
    ("AccessDeniedException", &[4, 37, 38, 42]),
    ("NotImplemented", &[4, 37, 38, 44]),
    ("UnrecognizedClientException", &[4, 23, 31, 32]),
    ("InvalidSignatureException", &[4, 23, 31, 32]),
    ("ExpiredTokenException", &[4, 23, 31, 34]),
    ("MissingAuthenticationTokenException", &[4, 23, 31, 33]),
];

/// The numbers of an error by its code and status.
pub fn of(code: &str, status: u16) -> &'static [i64] {
    let known = CODES.iter().find(|(known, _)| *known == code).map(|(_, numbers)| *numbers);
    known.unwrap_or(if status < 500 { &[4, 37, 38, 39] } else { &[1, 37, 38, 39, 47] })
}

/// Why an action of a transaction was refused.
pub struct Reason {
    /// `ConditionalCheckFailed`; `None` of an action that was not the cause.
    pub code: Option<String>,
    /// In words.
    pub message: Option<String>,
    /// The item that was there, but its key: as [`crate::answer::attributes`] writes it.
    pub item: Option<Vec<u8>>,
}

/// An error as an answer.
pub fn answer(
    code: &str,
    status: u16,
    message: &str,
    request_id: &str,
    reasons: &[Reason],
) -> Vec<u8> {
    let mut writer = Writer::new();
    let numbers = of(code, status);
    writer.array(numbers.len());
    numbers.iter().for_each(|number| writer.int(*number));
    writer.text(message);
    writer.array(if reasons.is_empty() { 3 } else { 4 });
    writer.text(request_id);
    writer.text(code);
    writer.int(i64::from(status));
    if !reasons.is_empty() {
        writer.array(reasons.len() * 3);
        for Reason { code, message, item } in reasons {
            for text in [code, message] {
                match text {
                    Some(text) => writer.text(text),
                    None => writer.null(),
                }
            }
            match item {
                Some(item) => writer.bytes(item),
                None => writer.null(),
            }
        }
    }
    writer.finish()
}
