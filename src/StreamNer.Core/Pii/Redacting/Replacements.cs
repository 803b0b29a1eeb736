using System.Text;
using StreamNer.Pii.Keys;

namespace StreamNer.Pii.Redacting;

/// <summary>Writes what stands in the place of each finding of one document. One instance a document: numbered tags count within it.</summary>
/// <param name="tags">Tags that need a key.</param>
/// <param name="tenant">Whose document it is; empty for none.</param>
internal sealed class Replacements(KeyedTags tags, string tenant)
{
    private Dictionary<(string Type, string Value), int>? _numbers;
    private Dictionary<string, int>? _lastNumber;

    /// <summary>Appends the replacement of <paramref name="value"/>.</summary>
    public void Append(StringBuilder output, in MergedSpan span, ReadOnlySpan<char> value)
    {
        switch (span.Action)
        {
            case PiiAction.Tag:
                AppendTag(output, span.Type);
                break;
            case PiiAction.NumberedTag:
                output.Append('[').Append(span.Type).Append('_').Append(NumberOf(span.Type, CanonicalValue.Of(span.Type, value))).Append(']');
                break;
            case PiiAction.Mask:
                AppendMasked(output, value, visibleBefore: 0, visibleFrom: int.MaxValue);
                break;
            case PiiAction.LastFour:
                AppendPart(output, span, value, first: 0, least: 9);
                break;
            case PiiAction.FirstSixLastFour:
                AppendPart(output, span, value, first: 6, least: 13);
                break;
            case PiiAction.Generalize:
                Generalization.AppendTag(output, span.Type, value);
                break;

            // Keys that were destroyed cannot be used: the plain tag says less, never more.
            case PiiAction.Pseudonym:
                if (!tags.TryAppendPseudonym(output, tenant, span.Type, CanonicalValue.Of(span.Type, value))) AppendTag(output, span.Type);
                break;
            case PiiAction.Encrypt:
                if (!tags.TryAppendEncrypted(output, tenant, span.Type, value)) AppendTag(output, span.Type);
                break;
            case PiiAction.Keep:
            case PiiAction.Drop:
            default:
                throw new ArgumentOutOfRangeException(nameof(span), span.Action, "not an action that replaces text");
        }
    }

    private static void AppendTag(StringBuilder output, string type) => output.Append('[').Append(type).Append(']');

    private int NumberOf(string type, string value)
    {
        _numbers ??= [];
        _lastNumber ??= [];
        if (_numbers.TryGetValue((type, value), out var number)) return number;
        number = _lastNumber.GetValueOrDefault(type) + 1;
        _lastNumber[type] = number;
        _numbers[(type, value)] = number;
        return number;
    }

    // Of a fragment the last four are not the value's, and with those of its other fragments they would be more than four.
    private static void AppendPart(StringBuilder output, in MergedSpan span, ReadOnlySpan<char> value, int first, int least)
    {
        var characters = CountLettersAndDigits(value);
        if (span.IsFragment || characters < least) AppendTag(output, span.Type);
        else AppendMasked(output, value, first, characters - 4);
    }

    // Marks and joiners go with the letter before them, so that no accent is left to tell which letter it was.
    private static void AppendMasked(StringBuilder output, ReadOnlySpan<char> value, int visibleBefore, int visibleFrom)
    {
        var seen = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            var counts = Rune.IsLetterOrDigit(rune);
            var place = counts ? seen++ : -1;
            if (counts && (place < visibleBefore || place >= visibleFrom)) output.Append(rune.ToString());
            else if (counts || !IsPlain(rune)) output.Append('*', rune.Utf16SequenceLength);
            else output.Append((char)rune.Value);
        }
    }

    private static bool IsPlain(Rune rune) =>
        rune.IsBmp && (Rune.IsWhiteSpace(rune) || Rune.IsPunctuation(rune) || (rune.IsAscii && !Rune.IsControl(rune)));

    private static int CountLettersAndDigits(ReadOnlySpan<char> value)
    {
        var count = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) count++;
        }

        return count;
    }
}
