//! Charts, generic over the backend.
