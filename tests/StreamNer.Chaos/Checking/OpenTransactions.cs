namespace StreamNer.Chaos.Checking;

/// <summary>
/// How long open transactions hold an output partition's last stable offset in place. Only time between two answers close to each other counts: while
/// the brokers are away nobody can end a transaction.
/// </summary>
internal sealed class OpenTransactions
{
    private static readonly TimeSpan s_closeTogether = TimeSpan.FromSeconds(5);
    private readonly Dictionary<(string Topic, int Partition), (StableSample Last, TimeSpan Open)> _state = [];
    private readonly Dictionary<(string Topic, int Partition, long Stable), TimeSpan> _longest = [];

    /// <summary>The longest of all.</summary>
    public TimeSpan Longest => _longest.Count == 0 ? TimeSpan.Zero : _longest.Values.Max();

    /// <summary>Takes a sample; samples of one partition come in the order of time.</summary>
    public void Take(StableSample sample)
    {
        var at = (sample.Topic, sample.Partition);
        var open = TimeSpan.Zero;
        if (_state.TryGetValue(at, out var state) && sample.Stable < sample.End && state.Last.Stable == sample.Stable
            && state.Last.Stable < state.Last.End)
        {
            var passed = sample.At - state.Last.At;
            open = state.Open + (passed <= s_closeTogether ? passed : TimeSpan.Zero);
            var place = (sample.Topic, sample.Partition, sample.Stable);
            if (open > _longest.GetValueOrDefault(place)) _longest[place] = open;
        }

        _state[at] = (sample, open);
    }

    /// <summary>Those that were open longer than <paramref name="bound"/>: where, how long, and the offset they held.</summary>
    public IEnumerable<(string Topic, int Partition, TimeSpan Open, long Stable)> Beyond(TimeSpan bound) =>
        _longest.Where(pair => pair.Value > bound).Select(pair => (pair.Key.Topic, pair.Key.Partition, pair.Value, pair.Key.Stable));
}
