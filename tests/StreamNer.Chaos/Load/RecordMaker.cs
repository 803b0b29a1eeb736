using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace StreamNer.Chaos.Load;

/// <summary>
/// Makes input records from a seed. Texts are words of random letters: no rule finds personal data in them, so that a healthy record's text
/// comes out as it went in. Not thread-safe.
/// </summary>
internal sealed class RecordMaker(int seed)
{
    /// <summary>The word on which the workers' model fails.</summary>
    public const string PoisonWord = "poison";

    /// <summary>The word on which the workers' detectors throw; longer than any random one.</summary>
    public const string DefectWord = "quarantine";

    /// <summary>The output topic's size limit, in bytes; an oversize text exceeds it and stays below the limit of tokens.</summary>
    public const int OutputLimit = 40_000;

    /// <summary>How old a refused record's timestamp is; the output topic takes records up to a day old.</summary>
    public static readonly TimeSpan RefusedAge = TimeSpan.FromDays(3);

    private readonly Random _random = new(seed);
    private long _made;

    /// <summary>The next record of the ordinary mix: of 10,000 about 9,770 healthy ones, 100 tombstones, 100 with invalid bytes, 25 poisonous, 2
    /// defective, 5 oversize.</summary>
    public Message<byte[]?, byte[]?> Next() => Make(_random.Next(10_000) switch
    {
        < 100 => RecordKind.Tombstone,
        < 200 => RecordKind.InvalidText,
        < 225 => RecordKind.Poison,
        < 230 => RecordKind.Oversize,
        < 232 => RecordKind.Defect,
        _ => RecordKind.Healthy,
    });

    /// <summary>The next record, of one kind.</summary>
    public Message<byte[]?, byte[]?> Make(RecordKind kind)
    {
        _made++;
        var message = new Message<byte[]?, byte[]?> { Key = Key(kind), Value = Value(kind), Headers = [] };
        message.Headers.Add(RecordKinds.Header, Encoding.ASCII.GetBytes(kind.ToString()));
        if (kind == RecordKind.Refused) message.Timestamp = new Timestamp(TimeProvider.System.GetUtcNow() - RefusedAge);
        return message;
    }

    // A tombstone carries no coordinates on the output topic: its key tells it from all others.
    private byte[]? Key(RecordKind kind)
    {
        if (kind == RecordKind.Tombstone) return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"tombstone-{seed}-{_made}"));
        return _random.Next(10) == 0 ? null : Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"k{_random.Next(1_000)}"));
    }

    private byte[]? Value(RecordKind kind) => kind switch
    {
        RecordKind.Tombstone => null,
        RecordKind.InvalidText => [.. Encoding.ASCII.GetBytes(Words(40)), 0xff, 0xfe],
        RecordKind.Defect => Encoding.ASCII.GetBytes($"{Words(20)} {DefectWord} {Words(20)}"),
        RecordKind.Poison => Encoding.ASCII.GetBytes($"{Words(20)} {PoisonWord} {Words(20)}"),
        RecordKind.Oversize => Encoding.ASCII.GetBytes(Words(OutputLimit + 8_000)),
        _ => Encoding.ASCII.GetBytes(Words(_random.Next(30, 150))),
    };

    private string Words(int letters)
    {
        var text = new StringBuilder(letters + 8);
        while (text.Length < letters)
        {
            if (text.Length > 0) text.Append(' ');
            for (var left = _random.Next(2, 9); left > 0; left--) text.Append((char)('a' + _random.Next(26)));
        }

        return text.ToString();
    }
}
