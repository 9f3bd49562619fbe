namespace ActorScheduler.Chaos;

/// <summary>What the log tells, in order: attempts, acknowledgements, deaths.</summary>
internal sealed class History
{
    private readonly Dictionary<(int Job, int Copy), List<Attempt>> _copies = [];
    private readonly Dictionary<int, List<Attempt>> _jobs = [];
    private readonly Dictionary<int, int> _deaths = [];
    private readonly HashSet<int> _setAside = [];
    private readonly HashSet<int> _bereaved = [];
    private readonly Dictionary<(int Job, int Copy), List<int>> _releases = [];

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
                case NoteKind.SetAside: _setAside.Add(note.Job); break;
                case NoteKind.Released:
                    _setAside.Add(note.Job);
                    Add(_releases, (note.Job, note.Copy), place);
                    break;
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
        foreach (Note note in notes.Where(static n => n.Kind == NoteKind.Submitting).OrderBy(static n => n.Job))
        {
            if (_setAside.Contains(note.After) || _bereaved.Contains(note.After)) _bereaved.Add(note.Job);
        }
    }

    public IReadOnlyList<Note> Notes { get; }

    /// <summary>How many lives there were.</summary>
    public int Lives { get; }

    /// <summary>The attempts of each copy of each job, in their order.</summary>
    public IReadOnlyDictionary<(int Job, int Copy), List<Attempt>> Copies => _copies;

    public IEnumerable<Attempt> Attempts => _copies.Values.SelectMany(static attempts => attempts);

    /// <summary>The jobs of which a copy was set aside at some time.</summary>
    public IReadOnlySet<int> SetAside => _setAside;

    /// <summary>
    /// The jobs of which a copy waited for one that was set aside: that one counts as lost, and they as canceled.
    /// </summary>
    public IReadOnlySet<int> Bereaved => _bereaved;

    /// <summary>Lines that make no sense.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>The attempts of a copy, or of all copies when it is 0: there is one only where there is a key.</summary>
    public IReadOnlyList<Attempt> Of(int job, int copy) => copy == 0
        ? _jobs.GetValueOrDefault(job) ?? []
        : _copies.GetValueOrDefault((job, copy)) ?? [];

    /// <summary>Where a life was over: behind the last line for one that ended by itself.</summary>
    public int DeathOf(int life) => _deaths.GetValueOrDefault(life, Notes.Count);

    /// <summary>A copy was released between two lines.</summary>
    public bool WasReleased((int Job, int Copy) key, int from, int to) =>
        _releases.GetValueOrDefault(key)?.Exists(place => place >= from && place < to) == true;

    /// <summary>An attempt of a copy was cut off by a death, or ended so late that its end counted for nothing.</summary>
    public bool WasCutOff(List<Attempt> attempts, int index) =>
        _deaths.ContainsKey(attempts[index].Life)
        && (attempts[index].Ended is null || (attempts[index].Completed && index < attempts.Count - 1));

    private void Begin(
        Dictionary<(int, int, int, int), Attempt> open, (int Job, int Copy, int, int) key, Attempt attempt)
    {
        if (!open.TryAdd(key, attempt)) Broken.Add($"{attempt} starts twice");
        Add(_copies, (key.Job, key.Copy), attempt);
        Add(_jobs, key.Job, attempt);
    }

    private static void Add<TKey, T>(Dictionary<TKey, List<T>> lists, TKey key, T item)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out List<T>? items)) lists.Add(key, items = []);
        items.Add(item);
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
