//! GetLogEvents: a stream's events, in order of time, a page forwards or backwards from a token. At an end the token
//! that came with the request comes back, so that whoever follows the stream can go on from there.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html>

use gen_logs::{GetLogEventsInput, GetLogEventsOutput, OutputLogEvent};
use kernel::{ApiResult, Cx};

use crate::names::StreamName;
use crate::position::{Position, Token};
use crate::read::{Reader, Way, Window};
use crate::{group, limits, stream};

pub(crate) async fn get_log_events(
    cx: &mut Cx<'_>,
    input: &GetLogEventsInput,
) -> ApiResult<GetLogEventsOutput> {
    let name = input.log_group_name.as_deref();
    let group = group::either(cx, name, input.log_group_identifier.as_deref()).await?;
    let stream = stream::find(cx, &group, &StreamName::of(&input.log_stream_name)?).await?;
    let token = input.next_token.as_deref().map(Token::parse).transpose()?;
    let oldest = group.oldest(cx.now().as_millis());
    let (way, beyond) = match token {
        Some(Token::Forward(at)) => (Way::Forward, Some(at)),
        Some(Token::Backward(at)) => (Way::Backward, Some(at)),
        None if input.start_from_head == Some(true) => (Way::Forward, None),
        None => (Way::Backward, None),
    };
    let window = Window {
        from: input.start_time.unwrap_or(0).max(oldest),
        to: input.end_time.map_or(i64::MAX, |end| end.saturating_sub(1)),
        beyond,
    };
    let limit = input.limit.and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.unwrap_or(limits::MAX_ANSWER_EVENTS);
    let mut events = Vec::new();
    let mut ends: Option<(Position, Position)> = None;
    let mut bytes = 0;
    let mut reader = Reader::new(cx, &group, std::iter::once(&stream), way, window).await?;
    while events.len() < limit
        && let Some(event) = reader.next(cx).await?
    {
        bytes += event.message.len() + limits::EVENT_OVERHEAD;
        if bytes > limits::MAX_ANSWER_BYTES && !events.is_empty() {
            break;
        }
        ends = Some(
            ends.map_or((event.position, event.position), |(start, _)| (start, event.position)),
        );
        events.push(OutputLogEvent {
            timestamp: Some(event.position.time),
            message: Some(event.message.to_owned()),
            ingestion_time: Some(event.ingested),
        });
    }
    if way == Way::Backward {
        events.reverse();
        ends = ends.map(|(last, first)| (first, last));
    }
    let (backward, forward) = around(ends, token);
    Ok(GetLogEventsOutput {
        events: Some(events),
        next_forward_token: Some(forward.show()),
        next_backward_token: Some(backward.show()),
    })
}

/// The tokens for what comes before and after a page.
fn around(page: Option<(Position, Position)>, asked: Option<Token>) -> (Token, Token) {
    match (page, asked) {
        (Some((first, last)), _) => (Token::Backward(first), Token::Forward(last)),
        (None, Some(Token::Forward(at))) => (Token::Backward(at), Token::Forward(at)),
        (None, Some(Token::Backward(at))) => (Token::Backward(at), Token::Forward(at.before())),
        (None, None) => (Token::Backward(Position::FIRST), Token::Forward(Position::FIRST)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_around_a_page() {
        let at = |index| Position { time: 5, chunk: 7, index };
        let (backward, forward) = around(Some((at(1), at(3))), None);
        assert_eq!((backward, forward), (Token::Backward(at(1)), Token::Forward(at(3))));
        let (_, forward) = around(None, Some(Token::Forward(at(3))));
        assert_eq!(forward, Token::Forward(at(3)), "the end of the stream");
        let (backward, forward) = around(None, Some(Token::Backward(at(1))));
        assert_eq!((backward, forward), (Token::Backward(at(1)), Token::Forward(at(0))));
    }
}
