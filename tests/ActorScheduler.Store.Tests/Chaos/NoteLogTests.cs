using System.Diagnostics;
using ActorScheduler.Chaos;

namespace ActorScheduler.Store.Tests.Chaos;

public sealed class NoteLogTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("log").FullName, "log");

    [Fact]
    public void Lines_are_read_as_they_were_written()
    {
        var note = new Note(NoteKind.Start, 20_000, 200, 201, 65_535, 400, 19_999, 9);
        using (var log = new NoteLog(_path)) log.Write(note);
        Note read = Assert.Single(NoteLog.Read(_path));
        Assert.Equal(note, read with { Stamp = 0 });
        Assert.True(read.Stamp > 0);
    }

    [Fact]
    public async Task Everybody_appends_whoever_writes()
    {
        using var one = new NoteLog(_path);
        using var two = new NoteLog(_path);
        await Task.WhenAll(WriteAsync(one, 1), WriteAsync(two, 2));
        string script = NoteLog.ShellFunction(_path) + "; say e 3 1 1 $$ 0 0 0 0";
        using Process shell = Process.Start("/bin/sh", ["-c", script]);
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        two.Write(new Note(NoteKind.Done, 0, 0, 1));
        List<Note> notes = NoteLog.Read(_path);
        Assert.Equal([1000, 1000, 1, 1], notes.CountBy(n => n.Job).OrderByDescending(n => n.Value).Select(n => n.Value));
        Assert.Equal(new Note(NoteKind.End, 3, 1, 1, shell.Id), notes[^2]);
    }

    [Fact]
    public async Task Who_reads_while_others_write_sees_whole_lines()
    {
        using var log = new NoteLog(_path);
        Task writing = WriteAsync(log, 1);
        do Assert.All(NoteLog.Read(_path), note => Assert.Equal(NoteKind.Start, note.Kind));
        while (!writing.IsCompleted);
        await writing;
        Assert.Equal(1000, NoteLog.Read(_path).Count);
    }

    [Fact]
    public void A_torn_line_is_told()
    {
        using (var log = new NoteLog(_path)) log.Write(new Note(NoteKind.Done, 0, 0, 1));
        byte[] whole = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, whole[..40]);
        Assert.Throws<FormatException>(() => NoteLog.Read(_path));
        File.WriteAllBytes(_path, [.. whole[..40], .. whole[..63], .. "\n"u8, .. whole[..24]]);
        Assert.Throws<FormatException>(() => NoteLog.Read(_path));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    private static Task WriteAsync(NoteLog log, int job) => Task.Run(() =>
    {
        for (int i = 0; i < 1000; i++) log.Write(new Note(NoteKind.Start, job, 1, 1));
    });
}
