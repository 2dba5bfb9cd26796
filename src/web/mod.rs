//! HTTP only: takes requests apart, streams answers out.
