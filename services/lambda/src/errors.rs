//! The words of lambda's errors. Codes and statuses come with the generated constructors (`gen_lambda::errors`);
//! here stands only what the model lacks.
