//! The words of accessanalyzer's errors. Codes and statuses come with the generated constructors (`gen_accessanalyzer::errors`);
//! here stands only what the model lacks.
