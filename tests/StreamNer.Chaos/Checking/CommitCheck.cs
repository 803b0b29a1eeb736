namespace StreamNer.Chaos.Checking;

/// <summary>Compares the brokers' log of commits with itself, and the samples of committed offsets with what was visible.</summary>
internal sealed class CommitCheck(
    Promise promise, TimeSpan grace, IReadOnlyList<CommitSample> commits, IReadOnlyList<LoggedCommit> log, IReadOnlyList<Currency> currencies,
    Convictions broken)
{
    /// <summary>How far the clocks of brokers and checker may be apart: one machine, brokers count whole milliseconds.</summary>
    private static readonly TimeSpan s_clocks = TimeSpan.FromMilliseconds(100);

    /// <summary>Samples that were older than one before.</summary>
    public long Older { get; private set; }

    /// <summary>Takes the offsets of the input and when each one's first output was read.</summary>
    public void Follow(IEnumerable<SourceAt> sources, Dictionary<SourceAt, DateTimeOffset> seen, bool final)
    {
        var offsets = sources.ToLookup(at => at.Partition, at => at.Offset);
        var samples = commits.ToLookup(sample => sample.Partition);
        var logged = log.ToLookup(commit => commit.Partition);
        foreach (var partition in offsets.Select(group => group.Key).Union(samples.Select(group => group.Key)).Order())
        {
            long[] inputs = [.. offsets[partition].Order()];
            CommitSample[] taken = [.. samples[partition].OrderBy(sample => sample.At)];
            LoggedCommit[] risen = [.. logged[partition]];
            Rise(partition, risen);
            Follow(partition, inputs, taken, seen);
            Count(taken);
            if (!final || inputs.Length == 0) continue;
            if (promise == Promise.ExactlyOnce) Aborted(partition, inputs, risen, seen);
            End(partition, "the log of commits ends at", risen.Length > 0 ? risen[^1].Next : 0, inputs[^1] + 1);
            End(partition, "committed at the end:", taken.Length > 0 ? taken[^1].Next : 0, inputs[^1] + 1);
        }
    }

    private void End(int partition, string what, long next, long end)
    {
        if (next != end) broken.Add(Rule.CommitsRise, $"partition {partition}: {what} {next}, the input ends at {end}");
    }

    private void Rise(int partition, LoggedCommit[] risen)
    {
        for (var i = 1; i < risen.Length; i++)
        {
            if (risen[i].Next < risen[i - 1].Next)
            {
                broken.Add(Rule.CommitsRise,
                    $"partition {partition}: commit {i} of the brokers' log fell from {risen[i - 1].Next} to {risen[i].Next}");
            }
        }
    }

    private void Count(CommitSample[] taken)
    {
        var highest = 0L;
        foreach (var sample in taken)
        {
            if (sample.Next < highest) Older++;
            highest = Math.Max(highest, sample.Next);
        }
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

    // The offset of a visible output was written into its transaction before the transaction could end. Samples cannot say so: after all brokers have
    // died their answers are older than what readers see, for as long as the coordinator takes.
    private void Aborted(int partition, long[] inputs, LoggedCommit[] risen, Dictionary<SourceAt, DateTimeOffset> seen)
    {
        foreach (var offset in inputs)
        {
            if (!seen.TryGetValue(new SourceAt(partition, offset), out var first)) continue;
            var with = First(risen.Length, at => risen[at].Next > offset);
            if (with < risen.Length && risen[with].At <= first + s_clocks) continue;
            broken.Add(Rule.NothingAbortedVisible, with < risen.Length
                ? $"source {partition}/{offset} was visible at {first:HH:mm:ss.fff}, its offset was committed at {risen[with].At:HH:mm:ss.fff}"
                : $"source {partition}/{offset} was visible at {first:HH:mm:ss.fff}, its offset was never committed");
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
