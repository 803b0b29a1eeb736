using System.Globalization;
using StreamNer.Flow;

namespace StreamNer.Kafka.Records;

/// <summary>Parts of an original record that a dead letter carries.</summary>
[Flags]
internal enum LetterParts
{
    /// <summary>Only what StreamNer's own headers say.</summary>
    None = 0,

    /// <summary>The key.</summary>
    Key = 1,

    /// <summary>The value.</summary>
    Value = 2,

    /// <summary>The headers.</summary>
    Headers = 4,
}

/// <summary>
/// What a dead letter says of parts that it does not carry: <c>streamner.dlq.value</c>, <c>.headers</c> or <c>.key</c> is <c>omitted</c>, and a
/// second header tells how much it was.
/// </summary>
internal static class OmittedParts
{
    /// <summary>What the header of a part says that was left out.</summary>
    public const string Omitted = "omitted";

    /// <summary>What is tried in turn until the letter fits: the value is dropped first, then headers or key, whichever suffices, then
    /// both.</summary>
    public static readonly LetterParts[] Order =
        [LetterParts.Key | LetterParts.Value | LetterParts.Headers, LetterParts.Key | LetterParts.Headers, LetterParts.Key, LetterParts.Headers,
            LetterParts.None];

    /// <summary>The headers for everything that <paramref name="input"/> has and <paramref name="kept"/> leaves out.</summary>
    public static IEnumerable<(string Name, string Value)> Headers(InputRecord input, LetterParts kept)
    {
        if (input.Value is { } value && !kept.HasFlag(LetterParts.Value)) foreach (var header in Value(value.Length)) yield return header;
        if (input.Headers.Count > 0 && !kept.HasFlag(LetterParts.Headers))
        {
            yield return (DeadLetterCodec.Prefix + "headers", Omitted);
            yield return (DeadLetterCodec.Prefix + "headers-count", Decimal(input.Headers.Count));
        }

        if (input.Key is { } key && !kept.HasFlag(LetterParts.Key)) foreach (var header in Key(key.Length)) yield return header;
    }

    /// <summary>The headers for a key of this many bytes that is left out.</summary>
    public static (string Name, string Value)[] Key(int bytes) =>
        [(DeadLetterCodec.Prefix + "key", Omitted), (DeadLetterCodec.Prefix + "key-bytes", Decimal(bytes))];

    /// <summary>The headers for a value of this many bytes that is left out.</summary>
    public static (string Name, string Value)[] Value(int bytes) =>
        [(DeadLetterCodec.Prefix + "value", Omitted), (DeadLetterCodec.Prefix + "value-bytes", Decimal(bytes))];

    private static string Decimal(int number) => number.ToString(CultureInfo.InvariantCulture);
}
