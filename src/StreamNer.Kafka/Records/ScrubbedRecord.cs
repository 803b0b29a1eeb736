using StreamNer.Flow;
using StreamNer.Pii.Redacting;

namespace StreamNer.Kafka.Records;

/// <summary>An original record without the card data that must never be stored, as it goes to the dead-letter topic in clear text.</summary>
internal static class ScrubbedRecord
{
    /// <summary>
    /// The record with such values overwritten in key, value and header values; the same instance where there are none. What was changed or left out,
    /// because it could not be scanned, is named by headers added to <paramref name="ours"/>.
    /// </summary>
    public static InputRecord Of(InputRecord input, CardDataScrubber scrubber, List<(string Name, string Value)> ours)
    {
        var changed = new List<string>(3);
        var key = Part(input.Key, "key", OmittedParts.Key);
        var value = Part(input.Value, "value", OmittedParts.Value);
        var headers = new RecordHeader[input.Headers.Count];
        var headersChanged = false;
        for (var i = 0; i < headers.Length; i++)
        {
            var (name, original) = input.Headers[i];
            headers[i] = new RecordHeader(name, original is null ? null : scrubber.Scrub(original, name));
            headersChanged |= !ReferenceEquals(headers[i].Value, original);
        }

        if (headersChanged) changed.Add("headers");
        if (changed.Count == 0) return input;
        ours.Add((DeadLetterCodec.ScrubbedHeader, string.Join(',', changed)));
        return new InputRecord { Key = key, Value = value, Headers = headers, Position = input.Position, Failure = input.Failure };

        byte[]? Part(byte[]? original, string name, Func<int, (string, string)[]> omitted)
        {
            if (original is null) return null;
            var scrubbed = scrubber.Scrub(original);
            if (!ReferenceEquals(scrubbed, original)) changed.Add(name);
            if (scrubbed is null) ours.AddRange(omitted(original.Length));
            return scrubbed;
        }
    }
}
