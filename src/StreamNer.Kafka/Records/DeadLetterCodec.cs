using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Records;

/// <summary>
/// Rejected records to dead letters: original key, value and headers in their order, then <c>streamner.dlq.*</c> headers with codes and
/// coordinates only, numbers as decimal text. The timestamp is now: with the source's, retention could delete a dead letter at once.
/// <para>
/// Headers of our prefix that the input already has (a dead letter that was retried and failed again) are replaced: the letter tells of its latest
/// failure, retrying never piles headers up, and <c>streamner.dlq.attempts</c> adds up.
/// </para>
/// <para>
/// A letter that would not fit its topic loses its value first, then its headers or its key, whichever suffices, then both. Each is named by a header
/// that says <c>omitted</c>, with its size in another; the coordinates say where the record can be read again. Thread-safe.
/// </para>
/// </summary>
internal sealed class DeadLetterCodec
{
    /// <summary>What all names of our headers begin with.</summary>
    public const string Prefix = "streamner.dlq.";

    /// <summary>What exactly was wrong, where the reason leaves it open: a code of <see cref="FailureDetails"/>.</summary>
    public const string DetailHeader = Prefix + "detail";

    /// <summary>The type of the exception that the record's work ended with, where it did: a name of a class, never its message.</summary>
    public const string ExceptionHeader = Prefix + "exception";

    /// <summary>Present when key, value and headers are sealed into the value: the id of the encryption key.</summary>
    public const string SealedHeader = Prefix + "sealed";

    /// <summary>Present when card data that must never be stored was overwritten: the parts that differ from the original (key, value,
    /// headers).</summary>
    public const string ScrubbedHeader = Prefix + "scrubbed";

    /// <summary>By how much the dead-letter topic's size limit must exceed the input's, in bytes: room for our headers.</summary>
    public const int Headroom = 16 * 1024;

    // Names and numbers of our headers, the longest topic name and a batch's overhead come to less.
    private const int BareBytes = 2_048;

    private readonly string _group;
    private readonly Func<long> _limit;
    private readonly DeadLetterSeal? _seal;
    private readonly CardDataScrubber? _scrubber;
    private readonly TimeProvider _time;

    /// <summary>As the other constructor, for a topic whose limit never changes.</summary>
    public DeadLetterCodec(string group, long limit, TimeProvider time, DeadLetterSeal? seal = null, CardDataScrubber? scrubber = null)
        : this(group, () => limit, time, seal, scrubber)
    {
    }

    /// <summary>
    /// <paramref name="group"/> is the consumer group, <paramref name="limit"/> the size in bytes (<see cref="RecordSize.InBatch"/>) of the largest
    /// record that its topic takes at present; with a <paramref name="seal"/> key, value and headers are encrypted together; without one, a
    /// <paramref name="scrubber"/> takes out what must never be stored (<see cref="PolicyBook.ScrubsDeadLetters"/>).
    /// </summary>
    public DeadLetterCodec(string group, Func<long> limit, TimeProvider time, DeadLetterSeal? seal = null, CardDataScrubber? scrubber = null)
    {
        _group = group;
        _limit = limit;
        _time = time;
        _seal = seal;
        _scrubber = scrubber;
    }

    /// <summary>No dead letter of this group that carries nothing of its record is larger, in bytes.</summary>
    public static long LargestBare(string group) => BareBytes + Encoding.UTF8.GetByteCount(group);

    /// <summary>The dead letter for <paramref name="input"/>, rejected for <paramref name="failure"/> under <paramref name="snapshot"/>.</summary>
    public Message<byte[]?, byte[]?> Encode(InputRecord input, Failure failure, string snapshot)
    {
        Failpoint.Reach("letter", input.Value);
        var now = _time.GetUtcNow();
        var ours = Reason(input, failure, snapshot, now);
        if (_seal is not null) return Sealed(_seal, input, ours, now);
        if (_scrubber is not null) input = ScrubbedRecord.Of(input, _scrubber, ours);

        return Fitting(input, ours, (parts, all) => Letter(
            parts.HasFlag(LetterParts.Key) ? input.Key : null,
            parts.HasFlag(LetterParts.Value) ? input.Value : null,
            parts.HasFlag(LetterParts.Headers) ? Original(input.Headers) : [],
            all,
            now));
    }

    /// <summary>A dead letter that carries no part of the record, for one of which nothing else could be made.</summary>
    public Message<byte[]?, byte[]?> EncodeBare(InputRecord input, Failure failure, string snapshot)
    {
        var now = _time.GetUtcNow();
        List<(string, string)> ours = [.. Reason(input, failure, snapshot, now), .. OmittedParts.Headers(input, LetterParts.None)];
        return Letter(null, null, [], ours, now);
    }

    private Message<byte[]?, byte[]?> Sealed(DeadLetterSeal seal, InputRecord input, List<(string, string)> ours, DateTimeOffset now)
    {
        ours.Add((SealedHeader, seal.KeyId));
        return Fitting(input, ours, (parts, all) => Letter(null, parts == LetterParts.None ? null : seal.Close(input, parts), [], all, now));
    }

    /// <summary>The largest letter that fits; without any part of the original where none does.</summary>
    private Message<byte[]?, byte[]?> Fitting(
        InputRecord input, List<(string, string)> ours, Func<LetterParts, List<(string, string)>, Message<byte[]?, byte[]?>> letter)
    {
        var limit = _limit();
        foreach (var parts in OmittedParts.Order)
        {
            var made = letter(parts, [.. ours, .. OmittedParts.Headers(input, parts)]);
            if (RecordSize.InBatch(made) <= limit || parts == LetterParts.None) return made;
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private List<(string Name, string Value)> Reason(InputRecord input, Failure failure, string snapshot, DateTimeOffset now)
    {
        var ours = new List<(string, string)>(16)
        {
            (Prefix + "reason", failure.Kind.Code()),
            (Prefix + "stage", failure.Stage.Code()),
        };
        if (failure.Detail != FailureDetail.None) ours.Add((DetailHeader, failure.Detail.Code()));
        if (failure.Exception is { } exception) ours.Add((ExceptionHeader, exception));
        if (input.Position is { } at)
        {
            ours.Add((Prefix + "topic", at.Topic));
            ours.Add((Prefix + "partition", Decimal(at.Partition)));
            ours.Add((Prefix + "offset", Decimal(at.Offset)));
            ours.Add((Prefix + "timestamp", Decimal(at.TimestampMs)));
        }

        ours.Add((Prefix + "group", _group));
        ours.Add((Prefix + "snapshot", snapshot));
        ours.Add((Prefix + "attempts", Decimal(Math.Max(1, failure.Attempts) + EarlierAttempts(input.Headers))));
        ours.Add((Prefix + "failed-at", Decimal(now.ToUnixTimeMilliseconds())));
        return ours;
    }

    private static long EarlierAttempts(IReadOnlyList<RecordHeader> headers)
    {
        long attempts = 0;
        foreach (var header in headers)
        {
            if (header.Key == Prefix + "attempts" && int.TryParse(header.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var earlier))
                attempts = earlier;
        }

        return attempts;
    }

    private static IEnumerable<RecordHeader> Original(IReadOnlyList<RecordHeader> headers) =>
        headers.Where(h => !h.Key.StartsWith(Prefix, StringComparison.Ordinal));

    private static Message<byte[]?, byte[]?> Letter(byte[]? key, byte[]? value, IEnumerable<RecordHeader> original, List<(string Name, string Value)> ours, DateTimeOffset now)
    {
        var headers = new Headers();
        foreach (var header in original) headers.Add(header.Key, header.Value);
        foreach (var (name, text) in ours) headers.Add(name, Encoding.UTF8.GetBytes(text));
        return new() { Key = key, Value = value, Headers = headers, Timestamp = new Timestamp(now) };
    }

    private static string Decimal(long number) => number.ToString(CultureInfo.InvariantCulture);
}
