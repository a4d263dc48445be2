//! GetItem.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html>

use gen_dynamodb::{GetItemInput, GetItemOutput};
use kernel::{ApiResult, Cx};

use crate::capacity::{Detail, Tally, Units};
use crate::reads::{self, How};
use crate::throttle::Meter;
use crate::{convert, item_key, parameters, table};

pub(crate) async fn get_item(cx: &mut Cx<'_>, input: &GetItemInput) -> ApiResult<GetItemOutput> {
    let key = convert::item(&input.key)?;
    let projection = parameters::read_projection(
        input.projection_expression.as_deref(),
        input.attributes_to_get.as_deref(),
        input.expression_attribute_names.as_ref(),
    )?;
    let table = table::of_items(cx, &input.table_name).await?;
    let key = item_key::of_key(&table, &key)?;
    let (mut meter, mut tally) = (Meter::of(cx), Tally::default());
    let how = How::alone(input.consistent_read);
    let item = reads::item(cx, &mut meter, &table, &key, how, &mut tally).await?;
    meter.settle(cx);

    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    let shown = item.map(|item| match &projection {
        Some(projection) => projection.of(&item),
        None => item,
    });
    Ok(GetItemOutput {
        item: shown.map(convert::item_to_wire),
        consumed_capacity: tally.shown(detail, Units::Plain, &input.table_name, &table),
    })
}
