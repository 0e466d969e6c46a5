import GRDB

/// The tables: jobs, and the works that they want.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("jobs and works") { connection in
      try connection.execute(
        sql: """
          CREATE TABLE works (
            ticket INTEGER PRIMARY KEY AUTOINCREMENT,
            place INTEGER NOT NULL,
            song TEXT NOT NULL,
            recipe TEXT NOT NULL,
            state TEXT NOT NULL,
            attempt INTEGER NOT NULL DEFAULT 0,
            crashes INTEGER NOT NULL DEFAULT 0,
            losses INTEGER NOT NULL DEFAULT 0,
            isAbandoned INTEGER NOT NULL DEFAULT 0,
            bootID TEXT,
            space TEXT,
            processID INTEGER,
            startTicks INTEGER,
            leasedUntil REAL,
            progress TEXT NOT NULL DEFAULT '{}',
            result TEXT,
            failure TEXT,
            revision INTEGER NOT NULL DEFAULT 1,
            overAt REAL
          );
          CREATE UNIQUE INDEX usableWorks ON works (song, recipe) WHERE state IN ('queued', 'running', 'done');
          CREATE INDEX worksByContent ON works (song, recipe);
          CREATE INDEX worksByState ON works (state, place);
          CREATE TABLE jobs (
            id TEXT PRIMARY KEY,
            work INTEGER NOT NULL REFERENCES works (ticket),
            client TEXT NOT NULL,
            title TEXT NOT NULL,
            submittedAt REAL NOT NULL,
            cancelledAt REAL,
            lastRevision INTEGER,
            lastProgress TEXT
          ) WITHOUT ROWID;
          CREATE INDEX jobsByWork ON jobs (work);
          CREATE INDEX jobsByClient ON jobs (client, submittedAt);
          """)
    }
    return migrator
  }
}
