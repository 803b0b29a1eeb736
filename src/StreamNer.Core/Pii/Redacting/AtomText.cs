namespace StreamNer.Pii.Redacting;

/// <summary>
/// The original text with every replaced range made opaque, unit for unit: offsets and the number of tokens, on which context distance is
/// counted, stay those of the original; nothing in the range can be found or speak for what stands near it, and what touches it touches a
/// symbol, as it will touch the tag's bracket.
/// </summary>
internal sealed class AtomText
{
    // One symbol of no meaning for each token; the token's other characters become invisible ones, which scanners leave out.
    private const char Token = '\u00A6';
    private const char Nothing = '\u200B';

    private readonly List<MergedSpan> _replaced;

    /// <summary>Makes the text; kept findings stay readable.</summary>
    public AtomText(string text, List<MergedSpan> merged)
    {
        _replaced = merged.FindAll(static span => span.Action != PiiAction.Keep);
        Text = string.Create(text.Length, (text, _replaced), static (output, source) =>
        {
            source.text.CopyTo(output);
            foreach (var span in source._replaced) Cover(output[span.Start..span.End]);
        });
    }

    /// <summary>The text to scan; as long as the original.</summary>
    public string Text { get; }

    /// <summary>True when [start, end) lies within replaced ranges altogether, blanks and punctuation between them aside.</summary>
    public bool Covers(int start, int end)
    {
        for (var i = FirstEndingAfter(start); i < _replaced.Count && _replaced[i].Start < end; i++)
        {
            if (HasContent(start, _replaced[i].Start)) return false;
            start = _replaced[i].End;
        }

        return !HasContent(start, end);
    }

    private static void Cover(Span<char> range)
    {
        var last = Kind.Blank;
        foreach (ref var c in range)
        {
            var kind = KindOf(c);
            var starts = (kind != last || kind == Kind.Symbol) && kind != Kind.Tail;
            last = kind;
            if (kind != Kind.Blank) c = starts ? Token : Nothing;
        }
    }

    private static Kind KindOf(char c)
    {
        if (char.IsWhiteSpace(c)) return Kind.Blank;
        if (char.IsDigit(c)) return Kind.Digit;
        if (char.IsLetter(c)) return c >= '\u2E80' ? Kind.Cjk : Kind.Letter;
        return char.IsLowSurrogate(c) ? Kind.Tail : Kind.Symbol;
    }

    private enum Kind
    {
        Blank,
        Letter,
        Digit,
        Cjk,
        Symbol,
        Tail,
    }

    private int FirstEndingAfter(int position)
    {
        int low = 0, high = _replaced.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_replaced[middle].End > position) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private bool HasContent(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (!char.IsWhiteSpace(Text[i]) && !char.IsPunctuation(Text[i]) && Text[i] is not (Token or Nothing)) return true;
        }

        return false;
    }
}
