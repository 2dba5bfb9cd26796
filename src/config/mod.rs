//! Settings: the compiled-in defaults, a file, and the environment; the only reader of the environment.
