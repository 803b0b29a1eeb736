using Confluent.Kafka;
using StreamNer.Kafka.Records;

namespace StreamNer.Kafka.Redriving;

/// <summary>What a redrive does with a letter.</summary>
internal enum RedriveFate
{
    /// <summary>Its record goes through the pipeline.</summary>
    Retry,

    /// <summary>Its record has an output already.</summary>
    HasOutput,

    /// <summary>A later letter tells of the same record.</summary>
    Superseded,

    /// <summary>It is sealed under a key that is not in <c>pii:keys</c>, or was changed or moved.</summary>
    Sealed,

    /// <summary>It does not say where its record stood.</summary>
    NoSource,

    /// <summary>Its record stood in a topic that is none of <c>kafka:inputs</c>.</summary>
    OtherTopic,

    /// <summary>Another consumer group rejected its record, and has an output of its own.</summary>
    OtherGroup,
}

/// <summary>How many letters of one reason and detail have which fate.</summary>
internal sealed class RedriveCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<RedriveFate>().Length];

    /// <summary>How many.</summary>
    public long this[RedriveFate fate] => _counts[(int)fate];

    internal void Add(RedriveFate fate, int by = 1) => _counts[(int)fate] += by;
}

/// <summary>
/// What is to be sent again: of each record without an output its latest letter. It is made by one pass over the letters and holds some bytes for
/// each record, none of its content. Not thread-safe.
/// </summary>
/// <param name="outputs">Sources that have an output.</param>
/// <param name="inputs">Topics whose records may be sent again.</param>
internal sealed class RedrivePlan(SourceBitmap outputs, IReadOnlyCollection<string> inputs)
{
    private readonly Dictionary<(string Topic, int Partition, long Offset), Latest> _latest = [];

    /// <summary>By reason and detail.</summary>
    public SortedDictionary<(string Reason, string Detail), RedriveCounts> Counts { get; } = new(Comparer<(string Reason, string Detail)>.Create(
        static (a, b) => string.CompareOrdinal(a.Reason, b.Reason) is not 0 and var order ? order : string.CompareOrdinal(a.Detail, b.Detail)));

    /// <summary>How many records are to be sent again.</summary>
    public long Total => Counts.Values.Sum(counts => counts[RedriveFate.Retry]);

    /// <summary>Takes a letter into account; letters of one partition in their order. Of a record the latest letter decides.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="letter">The letter.</param>
    /// <param name="meant">Whether the filter takes it.</param>
    public void Add(TopicPartitionOffset at, DeadLetter letter, bool meant)
    {
        var (reason, detail) = (letter.Find("reason") ?? "", letter.Find("detail") ?? "none");
        var fate = FateOf(letter);
        if (fate == RedriveFate.Retry)
        {
            if (_latest.TryGetValue(KeyOf(letter), out var earlier) && earlier.Meant)
            {
                Of(earlier.Reason, earlier.Detail).Add(RedriveFate.Retry, -1);
                Of(earlier.Reason, earlier.Detail).Add(RedriveFate.Superseded);
            }

            _latest[KeyOf(letter)] = new Latest(at, reason, detail, meant);
        }

        if (meant) Of(reason, detail).Add(fate);
    }

    /// <summary>Counts a letter of another group: it says nothing of what this group did with the record.</summary>
    public void AddOther(DeadLetter letter) => Of(letter.Find("reason") ?? "", letter.Find("detail") ?? "none").Add(RedriveFate.OtherGroup);

    /// <summary>Whether the letter that stands at <paramref name="at"/> is to be sent again.</summary>
    public bool Takes(TopicPartitionOffset at, DeadLetter letter) =>
        letter.Source is not null && _latest.TryGetValue(KeyOf(letter), out var latest) && latest.Meant && latest.At == at;

    private RedriveFate FateOf(DeadLetter letter)
    {
        if (letter.Source is not { } source) return RedriveFate.NoSource;
        if (!inputs.Contains(source.Topic, StringComparer.Ordinal)) return RedriveFate.OtherTopic;
        if (outputs.Contains(source.Topic, source.Partition, source.Offset)) return RedriveFate.HasOutput;
        return letter.Unopened is null ? RedriveFate.Retry : RedriveFate.Sealed;
    }

    private static (string Topic, int Partition, long Offset) KeyOf(DeadLetter letter) =>
        letter.Source is { } at ? (at.Topic, at.Partition, at.Offset) : default;

    private RedriveCounts Of(string reason, string detail)
    {
        if (!Counts.TryGetValue((reason, detail), out var counts)) Counts.Add((reason, detail), counts = new RedriveCounts());
        return counts;
    }

    private readonly record struct Latest(TopicPartitionOffset At, string Reason, string Detail, bool Meant);
}
