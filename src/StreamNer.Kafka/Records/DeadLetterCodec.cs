using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Pii;

namespace StreamNer.Kafka;

/// <summary>
/// Rejected records to dead letters: original key, value and headers in their order, then <c>streamner.dlq.*</c> headers with codes and
/// coordinates only, numbers as decimal text. The timestamp is now: with the source's, retention could delete a dead letter at once.
/// <para>
/// Headers of our prefix that the input already has (a dead letter that was retried and failed again) are replaced: the letter tells of its latest
/// failure, retrying never piles headers up, and <c>streamner.dlq.attempts</c> adds up.
/// </para>
/// <para>
/// A letter that would not fit its topic loses its value first, then its headers, then its key, each named by a header with the size left out; the
/// coordinates say where the record can be read again. Thread-safe.
/// </para>
/// </summary>
public sealed class DeadLetterCodec
{
    /// <summary>What all names of our headers begin with.</summary>
    public const string Prefix = "streamner.dlq.";

    /// <summary>Present when the original value is left out: its size in bytes.</summary>
    public const string ValueOmittedHeader = Prefix + "value-omitted";

    /// <summary>Present when the original headers are left out: how many.</summary>
    public const string HeadersOmittedHeader = Prefix + "headers-omitted";

    /// <summary>Present when the original key is left out: its size in bytes.</summary>
    public const string KeyOmittedHeader = Prefix + "key-omitted";

    /// <summary>Present when key, value and headers are sealed into the value: the id of the encryption key.</summary>
    public const string SealedHeader = Prefix + "sealed";

    /// <summary>Present when card data that must never be stored was overwritten: the parts that differ from the original (key, value, headers).</summary>
    public const string ScrubbedHeader = Prefix + "scrubbed";

    /// <summary>By how much the dead-letter topic's size limit must exceed the input's, in bytes: room for our headers.</summary>
    public const int Headroom = 16 * 1024;

    private readonly string _group;
    private readonly long _limit;
    private readonly DeadLetterSeal? _seal;
    private readonly CardDataScrubber? _scrubber;
    private readonly TimeProvider _time;

    /// <summary>
    /// <paramref name="group"/> is the consumer group, <paramref name="limit"/> the dead-letter topic's <c>max.message.bytes</c>;
    /// with a <paramref name="seal"/> key, value and headers are encrypted together; without one, a <paramref name="scrubber"/> takes out what must
    /// never be stored (<see cref="PolicyBook.ScrubsDeadLetters"/>).
    /// </summary>
    public DeadLetterCodec(string group, long limit, TimeProvider time, DeadLetterSeal? seal = null, CardDataScrubber? scrubber = null)
    {
        _group = group;
        _limit = limit;
        _time = time;
        _seal = seal;
        _scrubber = scrubber;
    }

    /// <summary>The dead letter for <paramref name="input"/>, rejected for <paramref name="failure"/> under <paramref name="snapshot"/>.</summary>
    public Message<byte[]?, byte[]?> Encode(InputRecord input, Failure failure, string snapshot)
    {
        var now = _time.GetUtcNow();
        var ours = Reason(input, failure, snapshot, now);
        if (_seal is not null) return Sealed(_seal, input, ours, now);
        if (_scrubber is not null) input = ScrubbedRecord.Of(input, _scrubber, ours);

        var letter = Letter(input.Key, input.Value, Original(input.Headers), ours, now);
        if (Fits(letter)) return letter;
        if (input.Value is not null) ours.Add((ValueOmittedHeader, Decimal(input.Value.Length)));
        letter = Letter(input.Key, null, Original(input.Headers), ours, now);
        if (Fits(letter)) return letter;
        if (input.Headers.Count > 0) ours.Add((HeadersOmittedHeader, Decimal(input.Headers.Count)));
        letter = Letter(input.Key, null, [], ours, now);
        if (Fits(letter) || input.Key is null) return letter;
        ours.Add((KeyOmittedHeader, Decimal(input.Key.Length)));
        return Letter(null, null, [], ours, now);
    }

    private Message<byte[]?, byte[]?> Sealed(DeadLetterSeal seal, InputRecord input, List<(string, string)> ours, DateTimeOffset now)
    {
        ours.Add((SealedHeader, seal.KeyId));
        var letter = Letter(null, seal.Close(input, withValue: true), [], ours, now);
        if (Fits(letter)) return letter;
        if (input.Value is not null) ours.Add((ValueOmittedHeader, Decimal(input.Value.Length)));
        letter = Letter(null, seal.Close(input, withValue: false), [], ours, now);
        if (Fits(letter)) return letter;
        ours.Add((HeadersOmittedHeader, Decimal(input.Headers.Count)));
        ours.Add((KeyOmittedHeader, Decimal(input.Key?.Length ?? 0)));
        return Letter(null, null, [], ours, now);
    }

    private List<(string Name, string Value)> Reason(InputRecord input, Failure failure, string snapshot, DateTimeOffset now)
    {
        var ours = new List<(string, string)>(14)
        {
            (Prefix + "reason", failure.Kind.Code()),
            (Prefix + "stage", failure.Stage.Code()),
        };
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
            if (header.Key == Prefix + "attempts" && int.TryParse(header.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var earlier)) attempts = earlier;
        }

        return attempts;
    }

    private static IEnumerable<RecordHeader> Original(IReadOnlyList<RecordHeader> headers) => headers.Where(h => !h.Key.StartsWith(Prefix, StringComparison.Ordinal));

    private static Message<byte[]?, byte[]?> Letter(byte[]? key, byte[]? value, IEnumerable<RecordHeader> original, List<(string Name, string Value)> ours, DateTimeOffset now)
    {
        var headers = new Headers();
        foreach (var header in original) headers.Add(header.Key, header.Value);
        foreach (var (name, text) in ours) headers.Add(name, Encoding.UTF8.GetBytes(text));
        return new() { Key = key, Value = value, Headers = headers, Timestamp = new Timestamp(now) };
    }

    private bool Fits(Message<byte[]?, byte[]?> letter) => RecordSize.InBatch(letter) <= _limit;

    private static string Decimal(long number) => number.ToString(CultureInfo.InvariantCulture);
}
