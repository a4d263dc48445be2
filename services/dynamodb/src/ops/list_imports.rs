//! ListImports: those of the last ninety days, by the time of their beginning.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListImports.html>

use gen_dynamodb::{ListImportsInput, ListImportsOutput};
use kernel::{ApiResult, Cx};

use crate::tables::IMPORTS;
use crate::{errors, import, limits};

/// Imports looked at at once.
const AT_ONCE: usize = 100;
/// Characters of the shortest token that the model allows, and what they are a multiple of.
const TOKEN: usize = 112;
const TOKEN_PART: usize = 16;

pub(crate) async fn list_imports(
    cx: &mut Cx<'_>,
    input: &ListImportsInput,
) -> ApiResult<ListImportsOutput> {
    let table = input.table_arn.as_deref();
    let binding = table.unwrap_or_default();
    let mut after = match &input.next_token {
        Some(token) => {
            let position = from_hex(token);
            let position =
                position.and_then(|sealed| cx.page_token().open(&[binding], &sealed).ok());
            let position = position.and_then(|position| String::from_utf8(position).ok());
            Some(position.ok_or_else(|| errors::validation("Invalid NextToken"))?)
        }
        None => None,
    };
    let since = cx.now().minus(limits::IMPORTS_LISTED);
    let limit = input.page_size.and_then(|size| usize::try_from(size).ok());
    let limit = limit.unwrap_or(limits::IMPORTS_PAGE);
    let mut found = Vec::new();
    while found.len() <= limit {
        let mut range = cx.rows(&IMPORTS);
        if let Some(after) = &after {
            range = range.after(after);
        }
        let rows = cx.range(&IMPORTS, &range, AT_ONCE).await?;
        let ended = rows.len() < AT_ONCE;
        after = rows.last().map(|(id, _)| id.clone());
        let wanted = rows.into_iter().map(|(_, row)| row).filter(|row| row.started >= since);
        found.extend(wanted.filter(|row| table.is_none_or(|arn| row.table_arn == arn)));
        if ended {
            break;
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    let next = last.map(|last| to_hex(&cx.page_token().seal(&[binding], last.id.as_bytes())));
    let summaries = found.iter().map(import::summary).collect();
    Ok(ListImportsOutput { import_summary_list: Some(summaries), next_token: next })
}

/// The form that the model wants of tokens: hexadecimal digits, filled up with zeros.
pub(super) fn to_hex(sealed: &str) -> String {
    let mut hex: String = sealed.bytes().map(|byte| format!("{byte:02x}")).collect();
    let len = hex.len().next_multiple_of(TOKEN_PART).max(TOKEN);
    hex.extend(std::iter::repeat_n('0', len - hex.len()));
    hex
}

pub(super) fn from_hex(token: &str) -> Option<String> {
    let digit =
        |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = token.as_bytes().iter().map(digit).collect::<Option<_>>()?;
    let bytes = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]);
    String::from_utf8(bytes.take_while(|byte| *byte != 0).collect()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_as_the_model_wants_them() {
        for sealed in ["", "abc", "x-_".repeat(40).as_str()] {
            let token = to_hex(sealed);
            assert!(token.len() >= TOKEN && token.len().is_multiple_of(TOKEN_PART), "{token}");
            assert_eq!(from_hex(&token).as_deref(), Some(sealed));
        }
        assert_eq!(from_hex("xyz"), None);
    }
}
