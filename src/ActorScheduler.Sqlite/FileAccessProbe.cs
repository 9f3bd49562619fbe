namespace ActorScheduler.Sqlite;

/// <summary>Why a file cannot be opened: SQLite does not say.</summary>
internal static class FileAccessProbe
{
    /// <summary>
    /// True when the file, or its folder when a file beside it is needed or it is to be made, is there and may not be
    /// written.
    /// </summary>
    public static bool IsReadOnly(string path)
    {
        if (File.Exists(path) && !CanWrite(path, FileMode.Open, FileOptions.None)) return true;
        string? folder = Path.GetDirectoryName(path);
        return Directory.Exists(folder) && !CanWrite(path + "-probe", FileMode.OpenOrCreate, FileOptions.DeleteOnClose);
    }

    private static bool CanWrite(string path, FileMode mode, FileOptions options)
    {
        try
        {
            using var file = new FileStream(path, mode, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0, options);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
