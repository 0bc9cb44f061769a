//! SQL, the one path to write, journal, search, jobs, files and migrations.
