namespace StreamNer.Chaos.Checking;

/// <summary>
/// Judges a run from what was seen of it, and from nothing else. Pure: it is fed with evidence and lists what is wrong, at any time and at the end.
/// One thread.
/// </summary>
/// <param name="promise">The promise under test.</param>
/// <param name="grace">
/// How long the brokers may take to finish a transaction whose outcome is decided: its markers reach the partitions one by one, and a coordinator
/// that dies among them must be replaced first.
/// </param>
/// <param name="transactionBound">How long a transaction may hold readers back while the brokers answer.</param>
internal sealed class Ledger(Promise promise, TimeSpan grace, TimeSpan transactionBound)
{
    private readonly Dictionary<SourceAt, Sent> _sent = [];
    private readonly Dictionary<string, SourceAt> _tombstones = new(StringComparer.Ordinal);
    private readonly List<Arrival> _arrivals = [];
    private readonly List<CommitSample> _commits = [];
    private readonly List<LoggedCommit> _logged = [];
    private readonly List<Currency> _currencies = [];
    private readonly HashSet<SourceAt> _covered = [];
    private readonly HashSet<string> _coveredKeys = new(StringComparer.Ordinal);
    private readonly OpenTransactions _open = new();

    /// <summary>Records of the input so far.</summary>
    public long SentCount => _sent.Count;

    /// <summary>Input records with a visible output so far.</summary>
    public long CoveredCount => _covered.Count + _coveredKeys.Count;

    /// <summary>Takes an input record.</summary>
    public void Take(Sent sent)
    {
        _sent[sent.At] = sent;
        if (sent.Key is { } key) _tombstones[key] = sent.At;
    }

    /// <summary>Takes a visible output record.</summary>
    public void Take(Arrival arrival)
    {
        _arrivals.Add(arrival);
        if (arrival.Source is { } at) _covered.Add(at);
        else _coveredKeys.Add(arrival.Key ?? "");
    }

    /// <summary>Takes a sample of a committed offset.</summary>
    public void Take(CommitSample sample) => _commits.Add(sample);

    /// <summary>Takes a commit from the brokers' log, in its order there.</summary>
    public void Take(LoggedCommit commit) => _logged.Add(commit);

    /// <summary>Takes a moment at which the reader was up to date.</summary>
    public void Take(Currency currency) => _currencies.Add(currency);

    /// <summary>Takes a sample of an output partition's offsets.</summary>
    public void Take(StableSample sample) => _open.Take(sample);

    /// <summary>What is wrong. Before the end, what may still come is not missed.</summary>
    public Verdict Judge(bool final)
    {
        var broken = new Convictions();
        var arrivals = new ArrivalCheck(promise, _sent, _tombstones, broken);
        foreach (var topic in _arrivals.GroupBy(arrival => arrival.Topic))
            arrivals.Follow(topic.OrderBy(arrival => arrival.Partition).ThenBy(arrival => arrival.Offset), final);
        var missing = 0L;
        if (final)
        {
            foreach (var sent in _sent.Values.Where(sent => !arrivals.FirstSeen.ContainsKey(sent.At)).OrderBy(sent => sent.At.Partition)
                .ThenBy(sent => sent.At.Offset))
            {
                missing++;
                broken.Add(Rule.NoneLost, $"source {sent.At} ({sent.Kind}) has no output");
            }
        }

        var commits = new CommitCheck(promise, grace, _commits, _logged, _currencies, broken);
        commits.Follow(_sent.Keys, arrivals.FirstSeen, final);
        foreach (var (topic, partition, open, at) in _open.Beyond(transactionBound))
            broken.Add(Rule.TransactionsEnd, $"{topic}/{partition}: a transaction held readers at offset {at} back for {open.TotalSeconds:0} s");
        return new Verdict
        {
            Sent = _sent.Count,
            Kinds = Counted(_sent.Values.CountBy(sent => sent.Kind.ToString())),
            Endings =
                Counted(_arrivals.CountBy(arrival => arrival.Reason.Length > 0 ? $"{arrival.Ending} {arrival.Reason}" : arrival.Ending.ToString())),
            Missing = missing,
            Duplicates = arrivals.Duplicates,
            Disorders = arrivals.Disorders,
            CommitSamples = _commits.Count,
            Commits = _logged.Count,
            OlderAnswers = commits.Older,
            LongestOpenSeconds = Math.Round(_open.Longest.TotalSeconds, 1),
            Broken = broken.Counts,
            Convictions = broken.First,
        };
    }

    private static SortedDictionary<string, long> Counted(IEnumerable<KeyValuePair<string, int>> counts) =>
        new(counts.ToDictionary(pair => pair.Key, pair => (long)pair.Value), StringComparer.Ordinal);
}

/// <summary>Counts broken rules and keeps the first few of each in words.</summary>
internal sealed class Convictions
{
    private const int Kept = 10;
    private readonly List<Conviction> _first = [];

    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Conviction> First => _first;

    public void Add(Rule rule, string detail)
    {
        var count = Counts[rule.ToString()] = Counts.GetValueOrDefault(rule.ToString()) + 1;
        if (count <= Kept) _first.Add(new Conviction(rule, detail));
    }
}
