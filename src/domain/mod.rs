//! The types and pure rules of the trade: no I/O, no async, never asks the time.
