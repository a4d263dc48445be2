//! The words of secretsmanager's errors. Codes and statuses come with the generated constructors (`gen_secretsmanager::errors`);
//! here stands only what the model lacks.
