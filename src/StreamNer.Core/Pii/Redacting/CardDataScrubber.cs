using System.Buffers;
using System.Text;
using StreamNer.Pipeline;

namespace StreamNer.Pii.Redacting;

/// <summary>
/// Takes sensitive authentication data (card verification codes, magnetic-stripe tracks, PINs) out of original bytes before they enter a
/// dead-letter topic: PCI DSS 3.3.1 forbids to store them even encrypted, once the payment is authorised. The one exception to "original bytes".
/// Thread-safe.
/// </summary>
internal sealed class CardDataScrubber
{
    private const int MostRounds = 8;
    private readonly Rescan _scan;

    /// <summary>Creates a scrubber that finds with <paramref name="scan"/>.</summary>
    public CardDataScrubber(Rescan scan) => _scan = scan;

    /// <summary>True for the types that may never be stored.</summary>
    public static bool IsForbidden(string type) => PiiTypes.Find(type) is { IsNeverStored: true };

    /// <summary>
    /// The bytes with each such value overwritten by <c>*</c>, byte for byte; the same array when there is none; null when the bytes could not be
    /// scanned to their end, so that they must be left out. Bytes that are no UTF-8 (framing, other encodings) part the text around them.
    /// </summary>
    /// <param name="original">The bytes.</param>
    /// <param name="name">What they stand under, such as a header's name: it speaks for them (<c>cvv: 123</c>). Empty for nothing.</param>
    public byte[]? Scrub(byte[] original, string name = "")
    {
        var bytes = original;
        var label = name.Length == 0 ? "" : name + ": ";
        var found = new List<PiiSpan>();
        for (var round = 0; round < MostRounds; round++)
        {
            var (text, offsets) = Decode(bytes);
            found.Clear();
            if (!Scan(label + text, found)) return null;
            found.RemoveAll(span => !IsForbidden(span.Type) || span.End <= label.Length);
            if (found.Count == 0) return bytes;
            if (bytes == original) bytes = (byte[])original.Clone();
            var changed = false;
            foreach (var span in found)
            {
                var place = bytes.AsSpan(offsets[Math.Max(0, span.Start - label.Length)]..offsets[span.End - label.Length]);
                changed |= place.ContainsAnyExcept((byte)'*');
                place.Fill((byte)'*');
            }

            if (!changed) return bytes;
        }

        return null;
    }

    // What makes a detector throw has not been scanned to its end.
    private bool Scan(string text, List<PiiSpan> into)
    {
        try
        {
            return _scan(text, into);
        }
        catch (Exception failure) when (DocumentFault.Is(failure))
        {
            return false;
        }
    }

    // Each UTF-16 unit with the byte at which its character begins; a byte that belongs to no character is U+FFFD.
    private static (string Text, int[] Offsets) Decode(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length);
        var offsets = new int[bytes.Length + 1];
        for (var at = 0; at < bytes.Length;)
        {
            var status = Rune.DecodeFromUtf8(bytes.AsSpan(at), out var rune, out var used);
            if (status != OperationStatus.Done) (rune, used) = (Rune.ReplacementChar, 1);
            for (var unit = 0; unit < rune.Utf16SequenceLength; unit++) offsets[text.Length + unit] = at;
            text.Append(rune.ToString());
            at += used;
        }

        offsets[text.Length] = bytes.Length;
        return (text.ToString(), offsets);
    }
}
