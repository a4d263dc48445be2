//! UpdateAnalyzer: other settings; the next scan begins at once.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UpdateAnalyzer.html>

use gen_accessanalyzer::{UpdateAnalyzerInput, UpdateAnalyzerOutput};
use kernel::{ApiResult, Cx};

use crate::analyzer::{self, Access};
use crate::configuration::Configuration;
use crate::tables::ANALYZERS;
use crate::{errors, scan};

pub(crate) async fn update_analyzer(
    cx: &mut Cx<'_>,
    input: &UpdateAnalyzerInput,
) -> ApiResult<UpdateAnalyzerOutput> {
    let mut analyzer = analyzer::named(cx, &input.analyzer_name).await?;
    if let Some(service) = &analyzer.managed_by {
        let message = format!("The analyzer is managed by {service}.");
        return Err(errors::conflict("Analyzer", &analyzer.name, message));
    }
    if analyzer.kind.access == Access::External {
        let message = "External access analyzers have no configuration to update.";
        return Err(errors::field("configuration", message));
    }
    if input.configuration.is_some() {
        let new = Configuration::parse(analyzer.kind, input.configuration.as_ref())?;
        if let (Some((old, _)), Some((age, _))) =
            (analyzer.configuration.as_unused(), new.as_unused())
            && old != age
        {
            let message = "The unused access age of an analyzer cannot be changed.";
            return Err(errors::field("unusedAccessAge", message));
        }
        analyzer.configuration = new;
        cx.put(&ANALYZERS, &analyzer.name, &analyzer);
        scan::begin(cx, &analyzer).await?;
    }
    Ok(UpdateAnalyzerOutput { configuration: analyzer.configuration.show() })
}
