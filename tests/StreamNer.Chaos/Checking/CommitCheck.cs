namespace StreamNer.Chaos.Checking;

/// <summary>Compares the brokers' log of commits with itself, and the samples of committed offsets with what was visible.</summary>
internal sealed class CommitCheck(
    Promise promise, TimeSpan grace, IReadOnlyList<CommitSample> commits, IReadOnlyList<LoggedCommit> log, IReadOnlyList<Currency> currencies,
    Convictions broken)
{
    /// <summary>Samples that were older than one before.</summary>
    public long Older { get; private set; }

    /// <summary>Takes the offsets of the input and when each one's first output was read.</summary>
    public void Follow(IEnumerable<SourceAt> sources, Dictionary<SourceAt, DateTimeOffset> seen, bool final)
    {
        var offsets = sources.ToLookup(at => at.Partition, at => at.Offset);
        var samples = commits.ToLookup(sample => sample.Partition);
        var logged = log.ToLookup(commit => commit.Partition, commit => commit.Next);
        foreach (var partition in offsets.Select(group => group.Key).Union(samples.Select(group => group.Key)).Order())
        {
            long[] inputs = [.. offsets[partition].Order()];
            CommitSample[] taken = [.. samples[partition].OrderBy(sample => sample.At)];
            long[] risen = [.. logged[partition]];
            Rise(partition, risen);
            Follow(partition, inputs, taken, seen);
            var highest = Highest(taken);
            if (promise == Promise.ExactlyOnce) Aborted(partition, inputs, highest, seen, final);
            if (!final || inputs.Length == 0) continue;
            End(partition, "the log of commits ends at", risen.Length > 0 ? risen[^1] : 0, inputs[^1] + 1);
            End(partition, "committed at the end:", taken.Length > 0 ? taken[^1].Next : 0, inputs[^1] + 1);
        }
    }

    private void End(int partition, string what, long next, long end)
    {
        if (next != end) broken.Add(Rule.CommitsRise, $"partition {partition}: {what} {next}, the input ends at {end}");
    }

    private void Rise(int partition, long[] risen)
    {
        for (var i = 1; i < risen.Length; i++)
        {
            if (risen[i] < risen[i - 1])
                broken.Add(Rule.CommitsRise, $"partition {partition}: commit {i} of the brokers' log fell from {risen[i - 1]} to {risen[i]}");
        }
    }

    // What was committed once stays so: the log says that it does not fall.
    private CommitSample[] Highest(CommitSample[] taken)
    {
        var highest = new CommitSample[taken.Length];
        for (var i = 0; i < taken.Length; i++)
        {
            var before = i > 0 ? highest[i - 1].Next : 0;
            if (taken[i].Next < before) Older++;
            highest[i] = taken[i] with { Next = Math.Max(taken[i].Next, before) };
        }

        return highest;
    }

    // Once the reader has read all that was visible a grace after the sample, it must have seen what the sample stands for.
    private void Follow(int partition, long[] inputs, CommitSample[] taken, Dictionary<SourceAt, DateTimeOffset> seen)
    {
        var (at, covered) = (0, DateTimeOffset.MinValue);
        foreach (var sample in taken)
        {
            if (Due(sample.At) is not { } due) return;
            for (; at < inputs.Length && inputs[at] < sample.Next; at++)
            {
                var first = seen.TryGetValue(new SourceAt(partition, inputs[at]), out var when) ? when : DateTimeOffset.MaxValue;
                if (first > covered) covered = first;
            }

            if (covered <= due) continue;
            broken.Add(Rule.CommitsFollowOutput,
                $"partition {partition}: {sample.Next} was committed at {sample.At:HH:mm:ss}, and not all before it was visible at {due:HH:mm:ss}");
            return;
        }
    }

    // What was visible a grace before a sample must be below it: it was committed with it, or it should have been aborted.
    private void Aborted(int partition, long[] inputs, CommitSample[] taken, Dictionary<SourceAt, DateTimeOffset> seen, bool final)
    {
        foreach (var offset in inputs)
        {
            if (!seen.TryGetValue(new SourceAt(partition, offset), out var first)) continue;
            var later = First(taken.Length, at => taken[at].At >= first + grace);
            if (later < taken.Length ? taken[later].Next > offset : !final || (taken.Length > 0 && taken[^1].Next > offset)) continue;
            broken.Add(Rule.NothingAbortedVisible,
                $"source {partition}/{offset} was visible at {first:HH:mm:ss} and its offset is not committed with it");
            return;
        }
    }

    private DateTimeOffset? Due(DateTimeOffset sampled)
    {
        var later = First(currencies.Count, at => currencies[at].Asked >= sampled + grace);
        return later < currencies.Count ? currencies[later].Reached : null;
    }

    // The first of a list in the order of time that satisfies the condition.
    private static int First(int count, Func<int, bool> condition)
    {
        var low = 0;
        while (low < count)
        {
            var middle = (low + count) / 2;
            if (condition(middle)) count = middle;
            else low = middle + 1;
        }

        return low;
    }
}
