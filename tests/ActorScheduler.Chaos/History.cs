namespace ActorScheduler.Chaos;

/// <summary>What the log tells, in order: attempts, acknowledgements, deaths.</summary>
internal sealed class History
{
    private readonly Dictionary<(int Job, int Copy), List<Attempt>> _copies = [];
    private readonly Dictionary<int, int> _deaths = [];

    public History(IReadOnlyList<Note> notes)
    {
        Notes = notes;
        var open = new Dictionary<(int, int, int, int), Attempt>();
        for (int place = 0; place < notes.Count; place++)
        {
            Note note = notes[place];
            Lives = Math.Max(Lives, Math.Max(note.Life, note.Copy));
            (int, int, int, int) key = (note.Job, note.Copy, note.Life, note.Attempt);
            switch (note.Kind)
            {
                case NoteKind.Death: _deaths.TryAdd(note.Life, place); break;
                case NoteKind.Start: Begin(open, key, new Attempt(note, place) { Until = -1 }); break;
                case NoteKind.End or NoteKind.Fail or NoteKind.Quit:
                    if (!open.Remove(key, out Attempt? attempt))
                    {
                        Broken.Add($"line {place + 1}: an attempt of job {note.Job}.{note.Copy} ends that did not start");
                        break;
                    }

                    (attempt.Ended, attempt.Until) = (note.Kind, place);
                    break;
                default: break;
            }
        }

        foreach (List<Attempt> attempts in _copies.Values) Stretch(attempts);
    }

    public IReadOnlyList<Note> Notes { get; }

    /// <summary>How many lives there were.</summary>
    public int Lives { get; }

    /// <summary>The attempts of each copy of each job, in their order.</summary>
    public IReadOnlyDictionary<(int Job, int Copy), List<Attempt>> Copies => _copies;

    public IEnumerable<Attempt> Attempts => _copies.Values.SelectMany(static attempts => attempts);

    /// <summary>Lines that make no sense.</summary>
    public List<string> Broken { get; } = [];

    public IReadOnlyList<Attempt> Of(int job, int copy) => _copies.GetValueOrDefault((job, copy)) ?? [];

    /// <summary>Where a life was over: behind the last line for one that ended by itself.</summary>
    public int DeathOf(int life) => _deaths.GetValueOrDefault(life, Notes.Count);

    private void Begin(
        Dictionary<(int, int, int, int), Attempt> open, (int Job, int Copy, int, int) key, Attempt attempt)
    {
        if (!open.TryAdd(key, attempt)) Broken.Add($"{attempt} starts twice");
        if (!_copies.TryGetValue((key.Job, key.Copy), out List<Attempt>? attempts))
            _copies.Add((key.Job, key.Copy), attempts = []);
        attempts.Add(attempt);
    }

    private void Stretch(List<Attempt> attempts)
    {
        for (int i = 0; i < attempts.Count; i++)
        {
            Attempt attempt = attempts[i];
            bool heldOn = attempt.Ended is null || (attempt.Completed && i < attempts.Count - 1);
            int death = DeathOf(attempt.Life);
            attempt.Until = heldOn ? death : Math.Min(attempt.Until, death);
        }
    }
}
