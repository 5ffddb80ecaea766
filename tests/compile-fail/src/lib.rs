//! Programs that use the client well or badly; see `cases/`.
