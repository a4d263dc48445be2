//! The words of dax's errors. Codes and statuses come with the generated constructors (`gen_dax::errors`);
//! here stands only what the model lacks.
