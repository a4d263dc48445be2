//! The words of logs's errors. Codes and statuses come with the generated constructors (`gen_logs::errors`);
//! here stands only what the model lacks.
