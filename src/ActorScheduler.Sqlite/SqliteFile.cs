using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorScheduler.Sqlite;

/// <summary>A file and its format: how it is opened, checked, made, and what its errors mean.</summary>
internal sealed class SqliteFile(string path, SqliteStoreOptions options)
{
    /// <summary>"AcSc": what tells this format from other SQLite files.</summary>
    private const long ApplicationId = 0x41635363;

    private const long Format = 1;

    /// <summary>Pages in the log before they are moved to the file: 16 MiB, so that it happens seldom.</summary>
    private const int PagesBeforeCheckpoint = 4096;

    /// <summary>Attempts to open a file that others open too: each waits for a second or more.</summary>
    private const int MostAttempts = 5;

    /// <summary>Milliseconds between two looks whether another process has ended its commit.</summary>
    private const int LongestPause = 16;

    private static readonly Lock Preparing = new();

    private const string Tables = """
        CREATE TABLE journals (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL, snapshot_at INTEGER NOT NULL);
        CREATE TABLE facts (
            journal INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, sum INTEGER NOT NULL,
            facts BLOB NOT NULL, PRIMARY KEY (journal, first));
        CREATE TABLE snapshots (
            journal INTEGER NOT NULL, at INTEGER NOT NULL, part INTEGER NOT NULL, sum INTEGER NOT NULL,
            facts BLOB NOT NULL, PRIMARY KEY (journal, at, part));
        CREATE TABLE exits (
            journal INTEGER NOT NULL, segment INTEGER NOT NULL, origin INTEGER NOT NULL, sequence INTEGER NOT NULL,
            keyed INTEGER NOT NULL, sum INTEGER NOT NULL, content BLOB NOT NULL,
            PRIMARY KEY (journal, segment, origin, sequence)) WITHOUT ROWID;
        CREATE TABLE exit_segments (
            journal INTEGER NOT NULL, segment INTEGER NOT NULL, PRIMARY KEY (journal, segment)) WITHOUT ROWID;
        CREATE TABLE letters (
            id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL, expires INTEGER NOT NULL,
            sum INTEGER NOT NULL, content BLOB NOT NULL, why TEXT);
        CREATE INDEX letters_by_address ON letters (address, id);
        """;

    private static volatile bool s_isLoaded;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Opens a connection of its own, for one thread.</summary>
    public SqliteConnection Connect()
    {
        Load();
        var text = new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false, DefaultTimeout = 1 };
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA synchronous=FULL");
            Execute(connection, string.Create(CultureInfo.InvariantCulture,
                $"PRAGMA wal_autocheckpoint={PagesBeforeCheckpoint}"));
            foreach (string pragma in options.Pragmas) Execute(connection, "PRAGMA " + pragma);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Explain(e);
        }
    }

    /// <summary>Checks the file and makes its tables when it is new.</summary>
    public void Prepare()
    {
        // Turning the log on refuses to wait for others who do the same: whoever finds it so begins anew.
        for (int attempt = 1;; attempt++)
        {
            try
            {
                lock (Preparing) PrepareOnce();
                return;
            }
            catch (StoreException e) when (e.Error == StoreError.Busy && attempt < MostAttempts)
            {
                // The attempt itself has waited.
            }
        }
    }

    private void PrepareOnce()
    {
        RefuseEmptied();
        using SqliteConnection connection = Connect();
        try
        {
            if (options.CheckIntegrity) CheckIntegrity(connection);
            if (!IsLogged(connection)) Execute(connection, "PRAGMA journal_mode=WAL");
            Begin(connection);      // of several processes that start at once, one makes the tables
            if (IsNew(connection)) Create(connection);
            else CheckFormat(connection);
            Execute(connection, "COMMIT");
        }
        catch (SqliteException e)
        {
            throw Explain(e);
        }
    }

    /// <summary>
    /// Begins to write, and waits while others do. By hand: SQLite's own waiting sleeps a second at a time where it was
    /// built without finer sleeps.
    /// </summary>
    public void Begin(SqliteConnection connection)
    {
        long start = TimeProvider.System.GetTimestamp();
        var pause = new object();
        for (int wait = 1;; wait = Math.Min(wait * 2, LongestPause))
        {
            int code = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
            if (code == raw.SQLITE_OK) return;
            if (code != raw.SQLITE_BUSY || TimeProvider.System.GetElapsedTime(start) >= options.BusyTimeout)
                throw new SqliteException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string(), code);
            lock (pause) Monitor.Wait(pause, wait);
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Query(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>What an error of SQLite means for a store.</summary>
    public StoreException Explain(SqliteException e) => e.SqliteErrorCode switch
    {
        5 or 6 => New(StoreError.Busy, "is held by another process", e),
        7 => New(StoreError.Unavailable, "cannot be used: there is no memory", e),
        8 => New(StoreError.ReadOnly, "may not be written", e),
        10 => New(StoreError.Unavailable, "cannot be read or written", e),
        11 => New(StoreError.Damaged, "is damaged", e),
        13 => New(StoreError.Full, "has no room", e),
        14 when FileAccessProbe.IsReadOnly(Path) => New(StoreError.ReadOnly, "may not be written", e),
        14 => New(StoreError.Unavailable, "cannot be opened", e),
        26 => New(StoreError.NotAStore, "is no store", e),
        _ => New(StoreError.Unavailable, "gives an error", e),
    };

    public StoreException New(StoreError error, string what, Exception? inner = null) =>
        new(error, $"The store '{Path}' {what}{(inner is null ? "." : ": " + inner.Message)}", inner);

    // Not when the class is first used: what fails there fails for good, and its exception does not say of what.
    private void Load()
    {
        if (s_isLoaded) return;
        try
        {
            Batteries_V2.Init();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            string file = OperatingSystem.IsWindows() ? "e_sqlite3.dll"
                : OperatingSystem.IsMacOS() ? "libe_sqlite3.dylib" : "libe_sqlite3.so";
            string problem = $"SQLite's library cannot be loaded: {file} belongs beside the program";
            throw New(StoreError.Unavailable, "cannot be used", new DllNotFoundException(problem, e));
        }

        s_isLoaded = true;
    }

    private static bool IsLogged(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        return command.ExecuteScalar() is "wal";
    }

    // An empty file is a new one, unless its log says that it was not. So is one of a single byte, for SQLite.
    private void RefuseEmptied()
    {
        var file = new FileInfo(Path);
        var log = new FileInfo(Path + "-wal");
        if (file is { Exists: true, Length: 1 })
            throw New(StoreError.NotAStore, "is no store: it has one byte");
        if (file is { Exists: true, Length: 0 } && log is { Exists: true, Length: > 0 })
            throw New(StoreError.Damaged, "is damaged: it is empty, and its log is not");
    }

    // The whole check and not the quick one, which does not see that an index leads past a row: the row would be lost
    // without a word. It costs up to twice as much where rows are short, and hardly more where they are long.
    private void CheckIntegrity(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check(1)";
        string verdict = Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
        if (verdict != "ok") throw New(StoreError.Damaged, $"is damaged: {verdict}");
    }

    private static bool IsNew(SqliteConnection connection) =>
        Query(connection, "PRAGMA application_id") == 0 && Query(connection, "PRAGMA user_version") == 0
            && Query(connection, "SELECT COUNT(*) FROM sqlite_master") == 0;

    private static void Create(SqliteConnection connection)
    {
        Execute(connection, Tables);
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={ApplicationId}"));
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={Format}"));
    }

    private void CheckFormat(SqliteConnection connection)
    {
        if (Query(connection, "PRAGMA application_id") != ApplicationId)
            throw New(StoreError.NotAStore, "is a SQLite file of another program");
        long format = Query(connection, "PRAGMA user_version");
        if (format > Format)
        {
            throw New(StoreError.NewerFormat, string.Create(CultureInfo.InvariantCulture,
                $"has format {format}, and this release knows formats up to {Format}"));
        }
    }
}
