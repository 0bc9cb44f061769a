//! The test application: a whole Rapport on a fresh workspace, on either database.
